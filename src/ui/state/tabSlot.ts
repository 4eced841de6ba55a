/**
 * Which place of the browser's storage this tab keeps its cluster in. Every open tab holds one of its own by a lock: the one it
 * had before a reload, else the first that is free.
 */
const KEY = 'bottleship.slot';
/** More tabs than that at once are not kept. */
const SLOTS = 8;
/** Wall ms that the page before a reload may take to let go. */
const LET_GO_MS = 2000;

export interface TabSlot {
  readonly slot: number;
  /** It was this tab's before a reload, or is the first of all: what lies there is what the visitor comes back to. */
  readonly mine: boolean;
}

/** Undefined: so many tabs are open that none is left. */
export async function takeSlot(): Promise<TabSlot | undefined> {
  const before = remembered();
  if (!navigator.locks) return { slot: before ?? 0, mine: true };
  if (before !== undefined && (await hold(before, LET_GO_MS))) return { slot: before, mine: true };
  for (let slot = 0; slot < SLOTS; slot++) {
    if (!(await hold(slot))) continue;
    try { sessionStorage.setItem(KEY, String(slot)); } catch { /* blocked: a reload takes the first that is free */ }
    return { slot, mine: slot === 0 };
  }
  return undefined;
}

function remembered(): number | undefined {
  try {
    const slot = Number(sessionStorage.getItem(KEY) ?? NaN);
    return Number.isInteger(slot) && slot >= 0 && slot < SLOTS ? slot : undefined;
  } catch { return undefined; }
}

/** Held until the tab closes. */
function hold(slot: number, waitMs = 0): Promise<boolean> {
  return new Promise((tell) => {
    const options: LockOptions = waitMs > 0 ? { signal: AbortSignal.timeout(waitMs) } : { ifAvailable: true };
    navigator.locks.request(`bottleship.cluster.${slot}`, options, (lock) => {
      tell(lock !== null);
      return lock ? new Promise<void>(() => undefined) : undefined;
    }).catch(() => tell(false));
  });
}
