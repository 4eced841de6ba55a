/** The cause trace, told: a reconcile and the write that it made are one sentence, and subjects become things that can be chosen. */
import { apiVersionOfKind } from '../state/paths.ts';
import type { Ref } from '../state/selection.ts';

export interface TraceLine { readonly id: number; readonly cause: number; readonly atMs: number; readonly actor: string; readonly act: string; readonly subject: string }
export interface Told { readonly id: number; readonly atMs: number; readonly who: string; readonly did: string; readonly what: string; readonly ref?: Ref }

const KINDS: Readonly<Record<string, string>> = {
  pods: 'Pod', nodes: 'Node', services: 'Service', 'deployments.apps': 'Deployment', 'replicasets.apps': 'ReplicaSet', 'statefulsets.apps': 'StatefulSet', 'daemonsets.apps': 'DaemonSet', 'jobs.batch': 'Job', 'cronjobs.batch': 'CronJob',
  replicationcontrollers: 'ReplicationController', 'faults.sandbox.bottleship.dev': 'Fault', namespaces: 'Namespace', configmaps: 'ConfigMap', secrets: 'Secret', serviceaccounts: 'ServiceAccount', endpoints: 'Endpoints', events: 'Event',
  'endpointslices.discovery.k8s.io': 'EndpointSlice', 'leases.coordination.k8s.io': 'Lease', persistentvolumeclaims: 'PersistentVolumeClaim', persistentvolumes: 'PersistentVolume', 'controllerrevisions.apps': 'ControllerRevision',
};
/** Kinds that the inspector can show by name alone. */
const PLACED = new Set(['Pod', 'Node', 'Service', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController', 'Fault', 'Namespace', 'ConfigMap', 'Secret']);
const DID: Readonly<Record<string, string>> = { create: 'created', update: 'changed', patch: 'changed', delete: 'deleted', reconcile: 'looked at', fault: 'broke', schedule: 'looked for a node for', bind: 'bound' };
const PEOPLE = ['user', 'bottleship', 'bottleship-editor', 'kubectl', 'kubectl-client-side-apply', 'kubectl-create', 'kubectl-edit', 'kubectl-patch'];

export const isPerson = (actor: string): boolean => PEOPLE.includes(actor) || actor.startsWith('kubectl');

/** `pods/default/web-1` as a thing with a name. */
export function thing(subject: string): { what: string; ref?: Ref } {
  const [resource = '', ...rest] = subject.split('/');
  const kind = KINDS[resource] ?? resource;
  const [namespace, name] = rest.length > 1 ? [rest[0]!, rest.slice(1).join('/')] : ['', rest[0] ?? ''];
  return { what: name ? `${kind} ${name}` : kind, ...(name && PLACED.has(kind) ? { ref: { kind, namespace, name, apiVersion: apiVersionOfKind(kind) } } : {}) };
}

/** Nearest first, as the chain is. */
export function tell(chain: readonly TraceLine[]): Told[] {
  const told: Told[] = [];
  for (let i = 0; i < chain.length; i++) {
    const line = chain[i]!, cause = chain[i + 1];
    const of = { id: line.id, atMs: line.atMs };
    // What a controller wrote, it wrote because it looked: one sentence.
    if (cause?.act === 'reconcile' && (line.act in DID)) { told.push({ ...of, who: cause.actor, did: DID[line.act]!, ...thing(line.subject) }); i++; }
    else if (cause?.act === 'schedule') { told.push({ ...of, who: 'scheduler', did: 'looked for a node for', ...thing(line.subject) }); i++; }
    else if (cause?.act === 'input') { told.push({ ...of, who: 'You', did: DID[line.act] ?? line.act, ...thing(line.subject) }); i++; }
    else if (line.act === 'input') { const [verb = '', ...subject] = line.subject.split(' '); told.push({ ...of, who: 'You', did: `asked to ${verb}`, ...thing(subject.join(' ')) }); }
    else if (line.act === 'reconcile') told.push({ ...of, who: line.actor, did: line.subject ? 'looked at' : 'made its rounds', what: line.subject.split('/').at(-1) ?? '' });
    else told.push({ ...of, who: isPerson(line.actor) ? 'You' : line.actor, did: DID[line.act] ?? line.act, ...thing(line.subject) });
  }
  return told;
}
