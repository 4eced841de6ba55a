/**
 * The hashes that end up in names: ReplicaSets and DaemonSet revisions are named by the hash of their pod template,
 * StatefulSet revisions by the hash of their data. Equal to a real v1.36's, so names can be compared and recognised.
 */
import { sortedJson } from '../../api/sorted-json.ts';
import type { PodTemplateSpec } from '../../api/types.ts';
import { goDump } from './go-dump.ts';
import { podTemplateSpecType } from './pod-template-structs.ts';

/**
 * `pod-template-hash` of a Deployment's new ReplicaSet, and `controller-revision-hash` of a DaemonSet's revision.
 * `template` with defaults set; `collisionCount` as in the owner's status (absent while it has none).
 */
export function podTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  let hash = fnv1a(FNV_OFFSET, goDump(template, podTemplateSpecType()));
  if (collisionCount !== undefined) {
    // Eight bytes, of which Go fills four, little endian.
    for (let i = 0; i < 8; i++) hash = fnv1aByte(hash, i < 4 ? (collisionCount >>> (8 * i)) & 0xff : 0);
  }
  return safeEncode(String(hash >>> 0));
}

/**
 * `controller-revision-hash` of a StatefulSet's revision. `data` is the ControllerRevision's `data`
 * (`{spec: {template: {..., $patch: 'replace'}}}`). StatefulSets always pass a collision count, 0 at first.
 */
export function controllerRevisionHash(data: unknown, collisionCount?: number): string {
  let hash = FNV_OFFSET;
  const text = sortedJson(data) + (collisionCount === undefined ? '' : String(collisionCount));
  for (const byte of utf8(text)) hash = Math.imul(hash, FNV_PRIME) ^ byte;
  return safeEncode(String(hash >>> 0));
}

const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

const fnv1aByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, FNV_PRIME);

function fnv1a(start: number, text: string): number {
  let hash = start;
  for (const byte of utf8(text)) hash = fnv1aByte(hash, byte);
  return hash;
}

function* utf8(text: string): Generator<number> {
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) yield code;
    else if (code < 0x800) { yield 0xc0 | (code >> 6); yield 0x80 | (code & 0x3f); }
    else if (code < 0x10000) { yield 0xe0 | (code >> 12); yield 0x80 | ((code >> 6) & 0x3f); yield 0x80 | (code & 0x3f); }
    else { yield 0xf0 | (code >> 18); yield 0x80 | ((code >> 12) & 0x3f); yield 0x80 | ((code >> 6) & 0x3f); yield 0x80 | (code & 0x3f); }
  }
}

const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Letters without vowels or look-alikes, so that no hash spells a word. */
function safeEncode(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += SAFE_LETTERS[text.charCodeAt(i) % SAFE_LETTERS.length]!;
  return out;
}
