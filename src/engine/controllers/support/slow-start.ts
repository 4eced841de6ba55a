/**
 * Does `act` `count` times in batches of 1, 2, 4, ...; stops after the first batch with a failure, so that a quota or a
 * broken template costs one failed call and not `count`.
 */
export function slowStartBatch(count: number, act: (index: number) => void): { done: number; error: unknown } {
  let remaining = count, done = 0, batch = Math.min(count, 1);
  let index = 0;
  while (batch > 0) {
    let error: unknown;
    let failed = 0;
    for (let i = 0; i < batch; i++) {
      try { act(index); } catch (e) { error ??= e; failed++; }
      index++;
    }
    done += batch - failed;
    if (failed) return { done, error };
    remaining -= batch;
    batch = Math.min(2 * batch, remaining);
  }
  return { done, error: undefined };
}
