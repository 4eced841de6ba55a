import type { Call } from '../call.ts';
import type { Steps } from '../effect.ts';

/** A kubectl verb. Its help, flags and examples are in `help/help.gen.json` under the same path. */
export interface Command {
  /** Words after `kubectl`: `rollout undo`. */
  readonly path: string;
  readonly aliases?: readonly string[];
  /** Flags that must be given. */
  readonly required?: readonly string[];
  run(call: Call): Steps;
}
