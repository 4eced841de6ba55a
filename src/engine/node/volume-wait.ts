/** A pod's containers wait until its volumes are there: what is missing is looked for again soon, a disk that is not attached yet ever later. */
import type { Pod } from '../api/types.ts';
import type { PodHost } from './pod-host.ts';

const MISSING_RETRY_MS = 10_000;
/** A kubelet asks whether a disk is attached after half a second, then ever later, up to two minutes. */
const ATTACH_RETRY_MS = 500;
const MOST_ATTACH_RETRY_MS = 122_000;
/** After so long without a disk the kubelet says so, and waits anew (podAttachAndMountTimeout). */
const ATTACH_TIMEOUT_MS = 123_000;
/** Who waits for so long does not keep the cluster from coming to rest. */
const LONG_MS = 5000;

export class VolumeWait {
  #waiting = false;
  #attachRetryMs = ATTACH_RETRY_MS;
  /** Since when it waits for a disk, virtual ms. */
  #sinceMs: number | undefined;

  /** `again`: has the worker look again after a delay, in the background or not; it says so by `over`. */
  constructor(private readonly host: PodHost, private readonly again: (delayMs: number, background: boolean) => void) {}

  /** True while the volumes are not there. */
  holdsUp(pod: Pod): boolean {
    if (this.#waiting) return true;
    const problem = this.host.volumeProblem(pod);
    if (!problem) return false;
    this.#waiting = true;
    if (problem.event !== undefined) {
      this.host.event(pod, 'Warning', 'FailedMount', problem.event);
      this.again(MISSING_RETRY_MS, false);
    } else this.#awaitDisks(pod, problem.waits);
    return true;
  }

  #awaitDisks(pod: Pod, names: readonly string[]): void {
    const now = this.host.now();
    this.#sinceMs ??= now;
    if (now - this.#sinceMs >= ATTACH_TIMEOUT_MS) {
      const list = `[${names.join(' ')}]`;
      this.host.event(pod, 'Warning', 'FailedMount', `Unable to attach or mount volumes: unmounted volumes=${list}, unattached volumes=${list}, failed to process volumes=[]: context deadline exceeded`);
      this.#sinceMs = now;
    }
    const delay = Math.min(this.#attachRetryMs, this.#sinceMs + ATTACH_TIMEOUT_MS - now);
    this.#attachRetryMs = Math.min(2 * this.#attachRetryMs, MOST_ATTACH_RETRY_MS);
    this.again(delay, delay > LONG_MS);
  }

  over(): void { this.#waiting = false; }
}
