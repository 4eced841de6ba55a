/** Objects that kubectl makes itself (`create deployment`, `run`, `expose`): printed with the fields in Go's order, and sent. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { groupVersionOf, pathOf } from '../client/discovery.ts';
import { stdout, type Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import { objectPrinter } from '../printers/object.ts';
import { dryRunOf, fieldValidationOf, writeQuery } from '../resources/dry-run.ts';
import { nameHash } from '../text/name-hash.ts';
import { LAST_APPLIED } from './create.ts';

/** `object` has kind, apiVersion and metadata first; undefined fields are left out. `quiet`: nothing is said of it, for a command that goes on. */
export function* make(call: Call, resource: string, object: AnyObject, done = 'created', namespaced = true, quiet = false): Steps<AnyObject> {
  const dryRun = dryRunOf(call);
  const print = yield* objectPrinter(call, dryRun === 'client' || call.path !== 'run');
  const { group, version } = groupVersionOf(object.apiVersion!);
  const { name: given, ...metadata } = object.metadata;
  const name = call.flags.has('append-hash') && call.flags.bool('append-hash') ? `${given}-${nameHash(object)}` : given;
  const shown = namespaced && call.namespaceGiven ? { ...object, metadata: { name, namespace: call.namespace, ...metadata } } : name === given ? object : { ...object, metadata: { name, ...metadata } };
  const saved = call.flags.has('save-config') && call.flags.bool('save-config') ? withOwnText(shown) : shown;
  if (dryRun === 'client') {
    yield* stdout(print(saved, done));
    return saved;
  }
  const path = pathOf({ group, version, resource, namespaced }, namespaced ? call.namespace : undefined);
  const validation = call.flags.has('validate') ? { fieldValidation: fieldValidationOf(call) } : {};
  const { status: _, ...body } = saved as AnyObject & { status?: unknown };
  let made: AnyObject;
  try {
    made = yield* call.client.write<AnyObject>('POST', path, body, writeQuery(call, dryRun, validation));
  } catch (error) {
    const noun = WRAPPED[call.path];
    if (noun === undefined || !(error instanceof Failure)) throw error;
    throw new Failure(`failed to create ${noun} ${error.message}`);
  }
  if (!quiet || call.flags.string('output') !== '') yield* stdout(print(made, done));
  return made;
}

/** What `--save-config` remembers of an object of kubectl's own making: its fields in Go's order. */
const withOwnText = (object: AnyObject): AnyObject => ({ ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: `${JSON.stringify(object)}\n` } } });

/** Commands that put their own words before the server's. */
const WRAPPED: Readonly<Record<string, string>> = {
  'create configmap': 'configmap:', 'create deployment': 'deployment:', 'create secret generic': 'secret', 'create secret docker-registry': 'secret', 'create secret tls': 'secret', 'create job': 'job:', 'create cronjob': 'cronjob:',
  'create service clusterip': 'ClusterIP service:', 'create service nodeport': 'NodePort service:', 'create service loadbalancer': 'LoadBalancer service:', 'create service externalname': 'ExternalName service:', 'create ingress': 'ingress:',
  'create poddisruptionbudget': 'poddisruptionbudgets:', 'create priorityclass': 'priorityclass:', 'create quota': 'quota:', 'create rolebinding': 'rolebinding:', 'create clusterrolebinding': 'clusterrolebinding:', 'create serviceaccount': 'serviceaccount:',
};
