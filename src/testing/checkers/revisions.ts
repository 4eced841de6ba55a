import type { AnyObject } from '../../engine/api/types.ts';
import type { Checker } from './checker.ts';

/** Every stored object carries the revision of its last write, and no two the same. */
export const revisions: Checker = {
  name: 'revisions', when: 'always',
  check({ server: { store } }) {
    const wrong: string[] = [];
    const seen = new Map<number, string>();
    for (const table of store.tables()) {
      for (const { id, revision, value } of table.values()) {
        const name = `${table.prefix}/${id}`;
        if ((value as AnyObject).metadata.resourceVersion !== String(revision)) wrong.push(`${name} says ${(value as AnyObject).metadata.resourceVersion}, the store ${revision}`);
        if (seen.has(revision)) wrong.push(`${name} and ${seen.get(revision)} share revision ${revision}`);
        seen.set(revision, name);
      }
    }
    return wrong;
  },
};
