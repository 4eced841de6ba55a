/** How the control plane's processes are, and what went wrong in their loops: what `/sandbox/v1/components` answers. */
import { formatTime } from '../kernel/time.ts';
import type { Cluster } from './cluster.ts';

/** How many of a component's errors are told. */
const LAST_ERRORS = 10;

/** `errors` counts since the start; `lastErrors` are the newest of them. A loop that fails is tried again, and stops no other. */
export interface ComponentReport {
  readonly name: string;
  /** The process is there. */
  readonly up: boolean;
  /** Its loops work: it is no standby of another. */
  readonly active: boolean;
  readonly errors: number;
  readonly lastErrors: readonly { readonly at: string; readonly loop: string; readonly key: string; readonly message: string }[];
}

export const componentReports = ({ components, errors }: Pick<Cluster, 'components' | 'errors'>): ComponentReport[] => [...components].map(([name, component]) => ({
  name, up: component.up, active: component.running, errors: component.errors,
  lastErrors: errors.filter((error) => error.component === component.name).slice(-LAST_ERRORS)
    .map(({ atMs, loop, key, message }) => ({ at: formatTime(atMs), loop, key, message })),
}));
