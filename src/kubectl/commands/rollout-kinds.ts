/** What `kubectl rollout` knows of Deployments, DaemonSets and StatefulSets: their status in words and their history. */
import { compileLabelSelector } from '../../engine/api/labels.ts';
import type { AnyObject, ControllerRevision, DaemonSet, Deployment, PodTemplateSpec, ReplicaSet, StatefulSet } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import type { Steps } from '../effect.ts';
import { Failure } from '../failure.ts';

export interface Progress { readonly text: string; readonly done: boolean }

/** Throws Failure when the rollout cannot be watched or has failed. `revision` 0: whichever is newest. */
export function progressOf(object: AnyObject, revision: number): Progress {
  switch (object.kind) {
    case 'Deployment': return deploymentProgress(object as Deployment, revision);
    case 'DaemonSet': return daemonSetProgress(object as DaemonSet);
    case 'StatefulSet': return statefulSetProgress(object as StatefulSet);
    default: throw new Failure(`no status viewer has been implemented for ${object.kind}`);
  }
}

const waiting = (text: string): Progress => ({ text: `${text}\n`, done: false });
const finished = (text: string): Progress => ({ text: `${text}\n`, done: true });

function deploymentProgress({ metadata, spec, status = {} }: Deployment, revision: number): Progress {
  const { name, generation = 0, annotations } = metadata;
  if (revision > 0) {
    const current = Number(annotations?.['deployment.kubernetes.io/revision'] ?? 0);
    if (revision !== current) throw new Failure(`desired revision (${revision}) is different from the running revision (${current})`);
  }
  if (generation > (status.observedGeneration ?? 0)) return waiting('Waiting for deployment spec update to be observed...');
  if (status.conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) throw new Failure(`deployment ${JSON.stringify(name)} exceeded its progress deadline`);
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const lead = `Waiting for deployment ${JSON.stringify(name)} rollout to finish: `;
  if (spec?.replicas !== undefined && updatedReplicas < spec.replicas) return waiting(`${lead}${updatedReplicas} out of ${spec.replicas} new replicas have been updated...`);
  if (replicas > updatedReplicas) return waiting(`${lead}${replicas - updatedReplicas} old replicas are pending termination...`);
  if (availableReplicas < updatedReplicas) return waiting(`${lead}${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  return finished(`deployment ${JSON.stringify(name)} successfully rolled out`);
}

const ONLY_ROLLING = 'rollout status is only available for RollingUpdate strategy type';

function daemonSetProgress({ metadata, spec, status }: DaemonSet): Progress {
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw new Failure(ONLY_ROLLING);
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed...');
  const { desiredNumberScheduled: desired = 0, updatedNumberScheduled: updated = 0, numberAvailable: available = 0 } = status ?? { desiredNumberScheduled: 0 };
  const lead = `Waiting for daemon set ${JSON.stringify(metadata.name)} rollout to finish: `;
  if (updated < desired) return waiting(`${lead}${updated} out of ${desired} new pods have been updated...`);
  if (available < desired) return waiting(`${lead}${available} of ${desired} updated pods are available...`);
  return finished(`daemon set ${JSON.stringify(metadata.name)} successfully rolled out`);
}

function statefulSetProgress({ metadata, spec, status }: StatefulSet): Progress {
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw new Failure(ONLY_ROLLING);
  if (!status?.observedGeneration || (metadata.generation ?? 0) > status.observedGeneration) return waiting('Waiting for statefulset spec update to be observed...');
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0, updateRevision = '', currentRevision = '' } = status;
  const replicas = spec.replicas;
  if (replicas !== undefined && readyReplicas < replicas) return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready...`);
  const partition = spec.updateStrategy.rollingUpdate?.partition;
  if (replicas !== undefined && spec.updateStrategy.rollingUpdate) {
    if (updatedReplicas < replicas - (partition ?? 0)) return waiting(`Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${replicas - (partition ?? 0)} new pods have been updated...`);
    return finished(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`);
  }
  if (updateRevision !== currentRevision) return waiting(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`);
  return finished(`statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`);
}

export interface Revision {
  readonly number: number;
  readonly cause: string;
  readonly template: PodTemplateSpec;
  /** What holds it: a ReplicaSet or a ControllerRevision. */
  readonly holder: AnyObject;
}

const CAUSE = 'kubernetes.io/change-cause';

/** Oldest first. */
export function* historyOf(call: Call, object: AnyObject, forWhat = 'history viewer'): Steps<Revision[]> {
  const { metadata } = object;
  const selector = compileLabelSelector((object['spec'] as { selector?: object } | undefined)?.selector).toString();
  const within = `/apis/apps/v1/namespaces/${metadata.namespace}`;
  const owned = (item: AnyObject): boolean => item.metadata.ownerReferences?.some(({ uid, controller }) => controller === true && uid === metadata.uid) ?? false;
  const found: Revision[] = [];
  if (object.kind === 'Deployment') {
    const { items } = yield* call.client.get<{ items: ReplicaSet[] }>(`${within}/replicasets`, { labelSelector: selector });
    for (const set of items.filter(owned as (item: ReplicaSet) => boolean)) {
      const number = Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
      if (number > 0) found.push({ number, cause: set.metadata.annotations?.[CAUSE] ?? '', template: set.spec!.template!, holder: { ...set, kind: 'ReplicaSet', apiVersion: 'apps/v1' } as AnyObject });
    }
  } else if (object.kind === 'DaemonSet' || object.kind === 'StatefulSet') {
    const { items } = yield* call.client.get<{ items: ControllerRevision[] }>(`${within}/controllerrevisions`, { labelSelector: selector });
    for (const revision of items.filter(owned as (item: ControllerRevision) => boolean)) {
      const data = revision.data as { spec?: { template?: PodTemplateSpec & { $patch?: string } } } | undefined;
      const { $patch: _, ...template } = data?.spec?.template ?? {};
      found.push({ number: revision.revision, cause: revision.metadata.annotations?.[CAUSE] ?? '', template, holder: { ...revision, kind: 'ControllerRevision', apiVersion: 'apps/v1' } as AnyObject });
    }
  } else {
    throw new Failure(`no ${forWhat} has been implemented for ${JSON.stringify(object.kind)}`);
  }
  return found.sort((a, b) => a.number - b.number);
}
