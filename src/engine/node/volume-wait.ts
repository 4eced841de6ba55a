/** A pod's containers wait until its volumes are there: what is missing is looked for again soon, a disk that is not attached yet ever later. */
import type { Pod } from '../api/types.ts';
import type { PodHost } from './pod-host.ts';

const MISSING_RETRY_MS = 10_000;
/** A kubelet asks whether a disk is attached after half a second, then ever later, up to two minutes. */
const ATTACH_RETRY_MS = 500;
const MOST_ATTACH_RETRY_MS = 122_000;
/** Who waits for so long does not keep the cluster from coming to rest. */
const LONG_MS = 5000;

export class VolumeWait {
  #waiting = false;
  #attachRetryMs = ATTACH_RETRY_MS;

  /** `again`: has the worker look again after a delay, in the background or not; it says so by `over`. */
  constructor(private readonly host: PodHost, private readonly again: (delayMs: number, background: boolean) => void) {}

  /** True while the volumes are not there. */
  holdsUp(pod: Pod): boolean {
    if (this.#waiting) return true;
    const problem = this.host.volumeProblem(pod);
    if (!problem) return false;
    const { event } = problem;
    if (event !== undefined) this.host.event(pod, 'Warning', 'FailedMount', event);
    const delay = event === undefined ? this.#attachRetryMs : MISSING_RETRY_MS;
    if (event === undefined) this.#attachRetryMs = Math.min(2 * delay, MOST_ATTACH_RETRY_MS);
    this.#waiting = true;
    this.again(delay, event === undefined && delay > LONG_MS);
    return true;
  }

  over(): void { this.#waiting = false; }
}
