/** The order of writes: of one object, and of one controller's for one parent. Equal for both clusters where order means something. */
import type { AnyObject } from '../../engine/api/types.ts';
import { normaliseText } from './scenario-normalise.ts';
import type { RecordedWrite } from './scenario-recording.ts';

interface Act { readonly act: string; readonly paths: Set<string>; readonly status: boolean }

/** `/status/conditions/0/status` -> `status.conditions`; what a hash or an index stands for is left out. */
function pathOf(path: string): string {
  const [top, second] = path.split('/').slice(1);
  return second === undefined || /^\d+$/.test(second) ? top! : `${top}.${second}`;
}

/**
 * For each object its writes in order: several status writes in a row may be merged when a controller is slow, so they
 * count as one. Names with a generated suffix share one name; each object of it has its own sequence.
 */
export function sequences(writes: readonly RecordedWrite[]): Map<string, string[]> {
  const acts = new Map<string, Act[]>();
  const lives = new Map<string, number>();
  for (const write of writes) {
    // Of a Node nobody can say which write was the first seen: heartbeats come in between.
    if (write.kind === 'Event' || write.kind === 'Node') continue;
    const plain = `${write.kind}/${write.name}`;
    const life = lives.get(plain) ?? 0;
    const id = `${plain}#${life}`;
    if (write.type === 'DELETED') lives.set(plain, life + 1);
    const list = acts.get(id) ?? [];
    acts.set(id, list);
    if (write.type !== 'MODIFIED') { list.push({ act: write.type, paths: new Set(), status: false }); continue; }
    const paths = (write.diff ?? []).map(({ path }) => pathOf(path)).filter((path) => path !== 'metadata.resourceVersion' && path !== 'metadata.managedFields');
    // A second deletion with another grace period moves the instant, unless both fall into one second.
    if (paths.length === 0) continue;
    if (paths.includes('metadata.deletionGracePeriodSeconds') && !paths.includes('metadata.generation')) paths.push('metadata.deletionTimestamp');
    const status = paths.every((path) => path.startsWith('status'));
    const last = list.at(-1);
    if (status && last?.status) { for (const path of paths) last.paths.add(path); continue; }
    list.push({ act: 'MODIFIED', paths: new Set(paths), status });
  }
  const found = new Map<string, string[]>();
  for (const [id, list] of acts) {
    const name = normaliseText(id.slice(0, id.lastIndexOf('#')));
    const text = list.map(({ act, paths, status }) => (act === 'MODIFIED' ? `MODIFIED ${status ? 'status' : [...paths].sort().join(' ')}` : act)).join(', ');
    const all = found.get(name) ?? [];
    found.set(name, all);
    all.push(text);
  }
  return found;
}

/**
 * What the controller manager did for each parent: children made, children scaled; repeats are one. Status writes are left out: how
 * many there are depends on how long each takes, and `by` does not show those that change values only.
 */
export function controllerOrders(writes: readonly RecordedWrite[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const owners = new Map<string, string>();
  const add = (parent: string, act: string): void => {
    const list = found.get(parent) ?? [];
    found.set(parent, list);
    if (list.at(-1) !== act) list.push(act);
  };
  for (const { type, kind, name, by = [], diff = [], object } of writes) {
    if (kind === 'Event' || kind === 'EndpointSlice' || kind === 'Endpoints') continue;
    const id = `${kind}/${name}`;
    const owner = ownerOf(object);
    if (type === 'ADDED' && owner) owners.set(id, owner);
    const parent = owners.get(id);
    if (type === 'ADDED') { if (owner && by.some((entry) => entry.startsWith('kube-controller-manager'))) add(owner, `ADDED ${kind}`); continue; }
    if (type === 'MODIFIED' && kind === 'ReplicaSet' && parent && diff.some(({ path }) => path === '/spec/replicas')) add(parent, `SCALED ${kind}`);
  }
  return new Map([...found].map(([parent, acts]) => [normaliseText(parent), acts]));
}

function ownerOf(object: AnyObject | undefined): string | undefined {
  const reference = object?.metadata.ownerReferences?.find((owner) => owner.controller);
  return reference && `${reference.kind}/${reference.name}`;
}
