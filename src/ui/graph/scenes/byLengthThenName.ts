/** node-2 before node-10; gaps last. */
export function byLengthThenName(a: string | undefined, b: string | undefined): number {
  if (!a || !b) return a ? -1 : b ? 1 : 0;
  return a.length - b.length || (a < b ? -1 : 1);
}
