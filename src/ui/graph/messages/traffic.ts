/** What each component of the control plane last did, for its card, and the newest messages in order, for the list and the table. */
import type { MessageRow } from '../../../bridge/protocol.ts';

/** Messages kept for reading. */
const KEPT = 80;
/** Wall ms between two tellings of the list. */
const PACE_MS = 250;

export interface Told extends MessageRow { readonly id: number; readonly box: string }

class Traffic {
  #last = new Map<string, string>();
  #counts = new Map<string, number>();
  #listeners = new Map<string, Set<() => void>>();
  #listListeners = new Set<() => void>();
  #waits = false;
  #id = 0;
  #fresh: Told[] = [];
  /** Newest last. */
  list: readonly Told[] = [];

  note(box: string, row: MessageRow): void {
    this.#last.set(box, sayMessage(row));
    this.#counts.set(box, this.count(box) + 1);
    for (const listener of this.#listeners.get(box) ?? []) listener();
  }

  /** For the list; heartbeats are not in it. */
  tell(box: string, row: MessageRow): void {
    if (isHeartbeat(row)) return;
    this.#fresh.push({ ...row, id: ++this.#id, box });
    if (this.#waits) return;
    this.#waits = true;
    setTimeout(() => {
      this.#waits = false;
      this.list = [...this.list, ...this.#fresh].slice(-KEPT);
      this.#fresh = [];
      for (const listener of this.#listListeners) listener();
    }, PACE_MS);
  }

  last(box: string): string | undefined { return this.#last.get(box); }
  count(box: string): number { return this.#counts.get(box) ?? 0; }

  onChange(box: string, listener: () => void): () => void {
    let set = this.#listeners.get(box);
    if (!set) this.#listeners.set(box, (set = new Set()));
    set.add(listener);
    return () => { set.delete(listener); };
  }

  onList = (listener: () => void): (() => void) => {
    this.#listListeners.add(listener);
    return () => { this.#listListeners.delete(listener); };
  };
}

export const traffic = new Traffic();

/** `create ReplicaSet web-5d8f`: the act, the kind as people say it, the name. */
export function sayMessage({ act, subject }: Pick<MessageRow, 'act' | 'subject'>): string { return `${act} ${saySubject(subject)}`; }

/** The same of a write that is told as `create apps/deployments/default/web`. */
export function sayWrite(write: string): string { const at = write.indexOf(' '); return sayMessage({ act: write.slice(0, at), subject: write.slice(at + 1) }); }

/** `replicasets.apps/default/web` -> `ReplicaSet web`. */
export function saySubject(subject: string): string {
  const [resource = '', ...rest] = subject.split('/');
  const name = rest.at(-1) ?? '';
  const kind = SAID[resource.split('.')[0]!];
  return kind ? `${kind} ${name}`.trim() : `${resource.split('.')[0]} ${name}`.trim();
}

/** Heartbeats: true in every cluster at every moment, and never what somebody wants to follow. */
export const isHeartbeat = ({ subject }: Pick<MessageRow, 'subject'>): boolean => subject.startsWith('leases.');

const SAID: Readonly<Record<string, string>> = {
  pods: 'Pod', nodes: 'Node', services: 'Service', endpoints: 'Endpoints', events: 'Event', deployments: 'Deployment', replicasets: 'ReplicaSet', statefulsets: 'StatefulSet', daemonsets: 'DaemonSet', jobs: 'Job', cronjobs: 'CronJob',
  endpointslices: 'EndpointSlice', leases: 'Lease', configmaps: 'ConfigMap', secrets: 'Secret', namespaces: 'Namespace', serviceaccounts: 'ServiceAccount', persistentvolumeclaims: 'PersistentVolumeClaim', persistentvolumes: 'PersistentVolume',
  replicationcontrollers: 'ReplicationController', horizontalpodautoscalers: 'HorizontalPodAutoscaler', faults: 'Fault', controllerrevisions: 'ControllerRevision', volumeattachments: 'VolumeAttachment', csinodes: 'CSINode',
};
