/** What the address asks for: `?embed&view=workloads&theme=light&controls=0&example=nginx-deployment.yaml&nodes=5&seed=7`. */
import { change, THEMES, VIEWS, type Theme, type View } from './settings.ts';

export interface Embed { readonly only: boolean; readonly controls: boolean; readonly example: string | undefined; readonly seed: number; readonly nodes: number; readonly chosen: boolean }

function read(search: string): Embed {
  const q = new URLSearchParams(search);
  const theme = q.get('theme'), view = q.get('view');
  if (theme && (THEMES as readonly string[]).includes(theme)) change({ theme: theme as Theme });
  if (view && (VIEWS as readonly string[]).includes(view)) change({ view: view as View });
  const whole = (name: string, otherwise: number, most: number): number => { const n = Number(q.get(name) ?? NaN); return Number.isInteger(n) && n >= 0 ? Math.min(n, most) : otherwise; };
  return {
    only: q.has('embed'), controls: !q.has('embed') || q.get('controls') !== '0', example: q.get('example') ?? undefined,
    seed: whole('seed', 1, 2 ** 31), nodes: whole('nodes', 3, 5000), chosen: q.has('seed') || q.has('nodes') || q.has('embed'),
  };
}

export const embed = read(location.search);
