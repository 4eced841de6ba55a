/**
 * Sorts so many rows that it would hold the page up, in slices: runs are sorted, then merged two by two.
 * The generator yields after each small piece of work; drive it until the time is up, and go on later.
 */
const RUN = 512, PIECE = 2048;

/** Returns the slots in the order of their keys; equal keys stay in order. */
export function* sortSliced(slots: readonly number[], keyOf: (slot: number) => string): Generator<void, readonly number[]> {
  const keys: string[] = [];
  let from: number[] = [], to: number[] = [];
  for (let start = 0; start < slots.length; start += RUN) {
    const end = Math.min(slots.length, start + RUN);
    const run: number[] = [];
    for (let i = start; i < end; i++) { keys[i] = keyOf(slots[i]!); run.push(i); }
    run.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
    for (const i of run) from.push(i);
    yield;
  }
  for (let width = RUN; width < slots.length; width *= 2) {
    to = [];
    for (let start = 0; start < slots.length; start += 2 * width) {
      const middle = Math.min(start + width, slots.length), end = Math.min(start + 2 * width, slots.length);
      let a = start, b = middle;
      while (a < middle || b < end) {
        to.push(b >= end || (a < middle && keys[from[a]!]! <= keys[from[b]!]!) ? from[a++]! : from[b++]!);
        if (to.length % PIECE === 0) yield;
      }
    }
    from = to;
  }
  return from.map((i) => slots[i]!);
}
