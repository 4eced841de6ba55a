/**
 * The recorded scenarios: each `kubectl describe` against the objects at that step. Their events were recorded without
 * times, so descriptions are compared up to the table of events; its presence counts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AnyObject, Event } from '../../../engine/api/types.ts';
import { parseTime } from '../../../engine/kernel/time.ts';
import { KnownObjects } from './known-objects.ts';
import { Tally } from './tally.ts';

interface Step { readonly n: number; readonly cmd?: string; readonly stdout?: string; readonly rc?: number }
interface Change { readonly step: number; readonly changed: readonly AnyObject[]; readonly removed: readonly string[] }

const EVENTS = '\nEvents:\n';
const EVENT = { metadata: {}, involvedObject: {} } as Event;
/** Ages are at most this long in a scenario. */
const WINDOW_SECONDS = 1200;
const KINDS: Readonly<Record<string, string>> = {
  deployment: 'Deployment', pod: 'Pod', pods: 'Pod', replicaset: 'ReplicaSet', rs: 'ReplicaSet', node: 'Node', secret: 'Secret', cm: 'ConfigMap', configmap: 'ConfigMap', wd: 'Widget',
  cronjob: 'CronJob', job: 'Job', pdb: 'PodDisruptionBudget', poddisruptionbudget: 'PodDisruptionBudget', hpa: 'HorizontalPodAutoscaler', horizontalpodautoscaler: 'HorizontalPodAutoscaler',
  endpointslice: 'EndpointSlice', role: 'Role', rolebinding: 'RoleBinding', service: 'Service', svc: 'Service', pvc: 'PersistentVolumeClaim', persistentvolumeclaim: 'PersistentVolumeClaim',
  quota: 'ResourceQuota', resourcequota: 'ResourceQuota', limits: 'LimitRange', limitrange: 'LimitRange', serviceaccount: 'ServiceAccount',
};

export function compareScenarios(folder: string, verbose: boolean): void {
  const tally = new Tally(verbose, 'scenarios');
  let unknown = 0;
  for (const name of readdirSync(folder).sort()) {
    const { steps } = JSON.parse(readFileSync(join(folder, name, 'steps.json'), 'utf8')) as { steps: Step[] };
    const changes = gunzipSync(readFileSync(join(folder, name, 'objects.jsonl.gz'))).toString().trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Change);
    for (const step of steps) {
      const kind = KINDS[/^kubectl describe (\w+)/.exec(step.cmd ?? '')?.[1] ?? ''];
      if (!kind || step.rc !== 0) continue;
      const known = objectsAt(changes, step.n);
      const parts = step.stdout!.split('\n\n\nName:');
      for (const theirs of parts.map((text, i, all) => `${i > 0 ? 'Name:' : ''}${text}${i < all.length - 1 ? '\n' : ''}`)) {
        const objectName = /^Name: +(\S+)/.exec(theirs)?.[1] ?? '';
        const object = known.all().find((o) => o.kind === kind && o.metadata.name === objectName && (kind === 'Node' || o.metadata.namespace === name));
        // Default service accounts, their root certificates and what other scenarios own were not recorded.
        if (!object || kind === 'Node') { unknown++; continue; }
        tally.add(`${name} ${step.n} ${kind} ${objectName}`, kind, ...compared(known, object, theirs, parts.length === 1));
      }
    }
  }
  tally.print();
  process.stdout.write(`scenarios  ${unknown} descriptions of objects that were not recorded (or of nodes, which list others' pods) left out\n`);
}

function objectsAt(changes: readonly Change[], step: number): KnownObjects {
  const known = new KnownObjects();
  for (const change of changes) {
    if (change.step > step) break;
    for (const object of change.changed) known.put(object);
    for (const key of change.removed) {
      const [kind, namespace, name] = key.split('/');
      known.remove(kind!, namespace || undefined, name!);
    }
  }
  return known;
}

/** Ours and theirs; where an age is printed, ours at the instant that makes them equal if there is one. */
function compared(known: KnownObjects, object: AnyObject, theirs: string, alone: boolean): [string, string] {
  // Of several objects kubectl shows no events unless told to.
  const events = !alone ? undefined : theirs.includes(EVENTS) ? [EVENT] : [];
  const cut = (text: string): string => text.split(EVENTS)[0]!;
  const start = parseTime(object.metadata.creationTimestamp!);
  const ours = cut(known.describe(object, start, () => events));
  if (!/\(lasts /.test(theirs)) return [ours, cut(theirs)];
  for (let second = 0; second < WINDOW_SECONDS; second++) {
    const at = cut(known.describe(object, start + second * 1000, () => events));
    if (at === cut(theirs)) return [at, at];
  }
  return [ours, cut(theirs)];
}
