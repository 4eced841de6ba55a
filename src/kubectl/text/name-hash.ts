import { sha256 } from '../../engine/kernel/sha256.ts';
import { utf8Bytes } from '../../engine/api/base64.ts';
import { sortedJson } from '../../engine/api/sorted-json.ts';
import type { AnyObject } from '../../engine/api/types.ts';

const LENGTH = 10;
/** Digits and vowels that a hash must not have, so that it spells no word. */
const REPLACED: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** The suffix that `--append-hash` gives to the name of a ConfigMap or Secret: a hash of what it holds. kustomize leaves the `name` out. */
export function nameHash(object: AnyObject, name = object.metadata.name ?? ''): string {
  const { kind, data, binaryData, immutable, type } = object as AnyObject & { data?: unknown; binaryData?: object; immutable?: boolean; type?: string };
  const hashed = {
    kind, name, data: data ?? (kind === 'ConfigMap' ? '' : {}),
    ...(kind === 'Secret' ? { type: type ?? '' } : {}), ...(binaryData && Object.keys(binaryData).length > 0 ? { binaryData } : {}), ...(immutable === undefined ? {} : { immutable }),
  };
  const hex = [...sha256(Uint8Array.from(utf8Bytes(sortedJson(hashed))))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.slice(0, LENGTH).replace(/[013ae]/g, (digit) => REPLACED[digit]!);
}
