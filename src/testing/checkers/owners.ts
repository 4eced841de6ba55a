import type { AnyObject } from '../../engine/api/types.ts';
import type { Checker } from './checker.ts';

/** Nothing outlives all its owners. */
export const owners: Checker = {
  name: 'owners', when: 'rest',
  check({ server: { store } }) {
    const uids = new Set<string>();
    const objects: { name: string; object: AnyObject }[] = [];
    for (const table of store.tables()) {
      for (const { id, value } of table.values()) {
        const object = value as AnyObject;
        uids.add(object.metadata.uid!);
        if (table.prefix !== 'events') objects.push({ name: `${table.prefix}/${id}`, object });
      }
    }
    return objects.filter(({ object }) => object.metadata.ownerReferences?.length && !object.metadata.ownerReferences.some(({ uid }) => uids.has(uid))).map(({ name }) => `${name} has no living owner`);
  },
};
