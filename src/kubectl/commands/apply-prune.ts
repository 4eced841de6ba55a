/** `kubectl apply --prune`: deletes what apply made before and the files no longer have. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { pathOf, type Mapping } from '../client/discovery.ts';
import { stderr, stdout, type Steps } from '../effect.ts';
import { logLine } from '../text/log-line.ts';
import { Failure, isNotFound } from '../failure.ts';
import type { ObjectPrinter } from '../printers/object.ts';
import type { Target } from '../resources/builder.ts';
import type { DryRun } from '../resources/dry-run.ts';
import { LAST_APPLIED } from './create.ts';

/** Group, version and kind of what is pruned unless `--prune-allowlist` says otherwise; namespaced ones first. */
const DEFAULTS: readonly string[] = [
  'core/v1/ConfigMap', 'core/v1/Endpoints', 'core/v1/PersistentVolumeClaim', 'core/v1/Pod', 'core/v1/ReplicationController', 'core/v1/Secret', 'core/v1/Service',
  'batch/v1/Job', 'batch/v1/CronJob', 'networking.k8s.io/v1/Ingress', 'apps/v1/DaemonSet', 'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet',
  'core/v1/Namespace', 'core/v1/PersistentVolume',
];

/** The kinds that `--prune-allowlist` names, or the usual ones. Throws Failure for a name that there is not. */
export function* prunedKinds(call: Call): Steps<Mapping[]> {
  const wanted: Mapping[] = [];
  const discovery = yield* call.discovery();
  const allowed = call.flags.list('prune-allowlist');
  for (const word of allowed.length > 0 ? allowed : DEFAULTS) {
    const [group = '', version = '', kind = '', ...rest] = word.split('/');
    if (kind === '' || rest.length > 0) throw new Failure(`invalid GroupVersionKind format: ${word}, please follow <group/version/kind>`);
    const mapping = discovery.forKind(group === 'core' ? '' : group, kind, version);
    if (!mapping) throw new Failure(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(group === 'core' ? version : `${group}/${version}`)}`);
    wanted.push(mapping);
  }
  return wanted;
}

export function* pruneObjects(call: Call, applied: readonly { target: Target; object: AnyObject }[], wanted: readonly Mapping[], dryRun: DryRun, print: ObjectPrinter): Steps {
  const uids = new Set(applied.map(({ object }) => object.metadata.uid));
  const namespaces = new Set(applied.map(({ target }) => target.namespace).filter((namespace) => namespace !== undefined));
  if (call.flags.list('prune-allowlist').length === 0) {
    yield* stderr(yield* logLine('W', 'prune.go:71', 'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.'));
  }
  const places: [Mapping, string | undefined][] = [
    ...[...namespaces].flatMap((namespace) => wanted.filter(({ namespaced }) => namespaced).map((mapping): [Mapping, string | undefined] => [mapping, namespace])),
    ...wanted.filter(({ namespaced }) => !namespaced).map((mapping): [Mapping, string | undefined] => [mapping, undefined]),
  ];
  const selector = call.flags.string('selector');
  for (const [mapping, namespace] of places) {
    const { items } = yield* call.client.get<{ items: AnyObject[] }>(pathOf(mapping, namespace), selector === '' ? {} : { labelSelector: selector });
    for (const item of items) {
      if (item.metadata.annotations?.[LAST_APPLIED] === undefined || uids.has(item.metadata.uid)) continue;
      const object = { kind: mapping.kind, apiVersion: mapping.group === '' ? mapping.version : `${mapping.group}/${mapping.version}`, ...item };
      if (dryRun !== 'client') {
        try {
          yield* call.client.write('DELETE', pathOf(mapping, namespace, item.metadata.name), { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', ...(dryRun === 'server' ? { dryRun: ['All'] } : {}) });
        } catch (error) {
          if (!isNotFound(error)) throw error;
        }
      }
      yield* stdout(print(object, 'pruned'));
    }
  }
}
