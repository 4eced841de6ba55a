/**
 * What a page that embeds this one may say to it, by `postMessage`: {bottleship: 'play' | 'pause' | 'step'},
 * {bottleship: 'speed', speed}, {bottleship: 'apply', yaml}, {bottleship: 'fault', fault} (a Fault's spec), {bottleship: 'heal'},
 * {bottleship: 'select', kind, namespace, name}, {bottleship: 'view', view}, {bottleship: 'theme', theme}.
 * Each is answered with {bottleship: 'done', of, error?}; {bottleship: 'status'} also with {status}: how many nodes and pods
 * there are and how many are ready. `{bottleship: 'ready'}` is sent once at the start.
 */
import { STATE } from '../../bridge/protocol.ts';
import { mirror, time } from './cluster.ts';
import { useClock } from './clock.ts';
import type { Embed } from './embed.ts';
import { EXAMPLES } from '../editor/examples.ts';
import { heal } from '../faults/heal.ts';
import { inject, type FaultSpec } from '../faults/inject.ts';
import { stage } from '../graph/stage.ts';
import { select } from './selection.ts';
import { change, THEMES, VIEWS, type Theme, type View } from './settings.ts';

interface Said { readonly bottleship?: string; readonly speed?: number; readonly yaml?: string; readonly view?: string; readonly theme?: string; readonly fault?: FaultSpec; readonly kind?: string; readonly namespace?: string; readonly name?: string }

export function startEmbedApi(embed: Embed): void {
  const example = EXAMPLES.find((e) => e.file === embed.example || e.file === `${embed.example}.yaml`);
  if (example) void whenRunning().then(() => applyText(example.text));
  if (!embed.only) return;
  addEventListener('message', (event: MessageEvent<Said>) => {
    if (event.source !== parent || !event.data || typeof event.data.bottleship !== 'string') return;
    const of = event.data.bottleship;
    // A page that embeds nothing hears its own answers.
    if (of === 'done' || of === 'ready') return;
    obey(event.data).then((status) => tell({ bottleship: 'done', of, ...(status ? { status } : {}) }), (error: Error) => tell({ bottleship: 'done', of, error: error.message }));
  });
  void whenRunning().then(() => tell({ bottleship: 'ready' }));
}

/** The embedding page may be of any origin; nothing that is told is private. */
const tell = (message: unknown): void => { parent.postMessage(message, '*'); };

async function obey(said: Said): Promise<Counts | void> {
  switch (said.bottleship) {
    case 'status': return counts();
    case 'play': return time.play();
    case 'pause': return time.pause();
    case 'step': return time.step();
    case 'speed': if (typeof said.speed === 'number' && said.speed > 0) return time.setSpeed(said.speed); break;
    case 'apply': if (typeof said.yaml === 'string') return applyText(said.yaml); break;
    case 'fault': if (typeof said.fault?.type === 'string') { await inject(said.fault); return; } break;
    case 'heal': for (const fault of mirror.faults) await heal(fault.name); return;
    case 'select': if (said.kind && said.name) { const ref = { kind: said.kind, namespace: said.namespace ?? '', name: said.name }; select(ref); stage.show(ref); return; } break;
    case 'view': if ((VIEWS as readonly string[]).includes(said.view ?? '')) return change({ view: said.view as View }); break;
    case 'theme': if ((THEMES as readonly string[]).includes(said.theme ?? '')) return change({ theme: said.theme as Theme }); break;
  }
  throw new Error(`not understood: ${JSON.stringify(said)}`);
}

interface Counts { readonly nodes: number; readonly readyNodes: number; readonly pods: number; readonly readyPods: number }

function counts(): Counts {
  const sum = (table: typeof mirror.tables.nodes | typeof mirror.tables.pods, counted: (state: number) => boolean): number => {
    let n = 0;
    for (let slot = 0; slot < table.length; slot++) if (counted(table.get(slot, 'state'))) n++;
    return n;
  };
  const there = (state: number): boolean => state !== STATE.none, ready = (state: number): boolean => state === STATE.ready;
  const { nodes, pods } = mirror.tables;
  return { nodes: sum(nodes, there), readyNodes: sum(nodes, ready), pods: sum(pods, there), readyPods: sum(pods, ready) };
}

async function applyText(text: string): Promise<void> {
  const { apply } = await import('../editor/apply.ts');
  const refused: string[] = [];
  await apply(text, (o) => { if (!o.good) refused.push(o.text); });
  if (refused.length) throw new Error(refused.join('; '));
}

const whenRunning = (): Promise<void> => new Promise((tellNow) => {
  if (useClock.getState().session.phase === 'running') return tellNow();
  const stop = useClock.subscribe((c) => { if (c.session.phase === 'running') { stop(); tellNow(); } });
});
