/**
 * Remembers the creations and deletions a controller has asked for and not yet seen in its cache, so that a reconcile on
 * a lagging cache does not ask again. As in k8s.io/kubernetes/pkg/controller: they expire after five minutes.
 */
const EXPIRES_AFTER_MS = 5 * 60_000;

interface Expectation {
  creations: number;
  deletions: number;
  /** Keys of pods whose deletion is awaited: a deletion seen twice counts once. */
  deleting: Set<string> | undefined;
  sinceMs: number;
}

export class Expectations {
  #byKey = new Map<string, Expectation>();
  constructor(private readonly now: () => number) {}

  /** True when the controller may act: nothing is awaited, or it waited for too long. */
  satisfied(key: string): boolean {
    const e = this.#byKey.get(key);
    return !e || (e.creations <= 0 && e.deletions <= 0 && !e.deleting?.size) || this.now() - e.sinceMs > EXPIRES_AFTER_MS;
  }

  expectCreations(key: string, count: number): void { this.#set(key, count, 0, undefined); }
  expectDeletions(key: string, podKeys: readonly string[]): void { this.#set(key, 0, 0, new Set(podKeys)); }
  /** By count, for controllers that do not track which. */
  expect(key: string, creations: number, deletions: number): void { this.#set(key, creations, deletions, undefined); }

  creationObserved(key: string, count = 1): void {
    const e = this.#byKey.get(key);
    if (e) e.creations -= count;
  }

  deletionObserved(key: string, podKey?: string): void {
    const e = this.#byKey.get(key);
    if (!e) return;
    if (e.deleting) { if (podKey !== undefined) e.deleting.delete(podKey); } else e.deletions--;
  }

  delete(key: string): void { this.#byKey.delete(key); }

  #set(key: string, creations: number, deletions: number, deleting: Set<string> | undefined): void {
    this.#byKey.set(key, { creations, deletions, deleting, sinceMs: this.now() });
  }
}
