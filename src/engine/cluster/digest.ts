/** One short text that differs when anything in the store differs. */
import { hash32 } from '../kernel/random.ts';
import type { Store } from '../store/store.ts';

/** `<revision>-<16 hex digits>`: two independent 32-bit hashes over every key, revision and value in key order. */
export function digest(store: Store): string {
  let a = 0x811c9dc5, b = 0x01234567;
  for (const { prefix, entries } of store.snapshot().tables) {
    for (const { id, revision, value } of entries) {
      const text = `${prefix}/${id}@${revision}=${JSON.stringify(value)}\n`;
      a = hash32(text, a);
      b = hash32(text, b ^ 0x5bd1e995);
    }
  }
  return `${store.revision}-${a.toString(16).padStart(8, '0')}${b.toString(16).padStart(8, '0')}`;
}
