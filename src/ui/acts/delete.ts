import { Trash2 } from 'lucide-react';
import { create, get, remove } from '../state/api.ts';
import { notify } from '../state/notices.ts';
import { undoable } from '../state/undo.ts';
import { objectAct } from './Act.ts';
import type { AnyObject } from '../../engine/api/types.ts';

/** Deletes; what has no owner can be made again with Undo (a new object of the same content). */
export const deleteObject = objectAct({
  id: 'delete', name: 'Delete', icon: Trash2, key: 'Delete', danger: true,
  on: (ref) => ref.kind !== 'Component' && ref.kind !== 'Zone',
  async run(ref) {
    const object = await get(ref);
    await remove(ref);
    const owned = (object.metadata.ownerReferences?.length ?? 0) > 0;
    notify(`${ref.kind} ${ref.name} deleted`, 'plain', owned ? undefined : undoable(`delete of ${ref.kind} ${ref.name}`, () => again(object)));
  },
});

function again(object: AnyObject): Promise<AnyObject> {
  const { name, namespace, labels, annotations } = object.metadata;
  return create({ ...object, status: undefined, metadata: { name, namespace, labels, annotations } });
}
