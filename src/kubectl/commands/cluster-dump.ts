/** `kubectl cluster-info dump`: the cluster's state and its pods' logs, on standard output or as files. */
import type { AnyObject, Pod } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { stdout, writeFile, type Steps } from '../effect.ts';
import { Failure, ServerFailure } from '../failure.ts';
import { formatOf, unknownFormat, valuePrinter } from '../printers/object.ts';
import type { Command } from './command.ts';

const FORMATS = ['json', 'kyaml', 'yaml'];
/** What is dumped of every namespace: file, path below the namespace, kind of the list. */
const LISTS: readonly (readonly [file: string, api: string, resource: string])[] = [
  ['events', '/api/v1', 'events'], ['replication-controllers', '/api/v1', 'replicationcontrollers'], ['services', '/api/v1', 'services'], ['daemonsets', '/apis/apps/v1', 'daemonsets'],
  ['deployments', '/apis/apps/v1', 'deployments'], ['replicasets', '/apis/apps/v1', 'replicasets'], ['pods', '/api/v1', 'pods'],
];

export const clusterDumpCommand: Command = {
  path: 'cluster-info dump',
  *run(call) {
    const { flags } = call;
    const format = formatOf(call);
    const print = FORMATS.includes(format.name) ? yield* valuePrinter(call, format, true) : undefined;
    if (!print) throw unknownFormat(format.name, FORMATS);
    const folder = flags.string('output-directory');
    const inFiles = folder !== '' && folder !== '-';
    const ending = format.name === 'json' ? 'json' : 'yaml';
    const write = function* (file: string, text: string): Steps {
      if (!inFiles) return yield* stdout(text);
      yield* writeFile(`${folder}/${file}`, text);
    };
    yield* write(`nodes.${ending}`, print(bare(yield* call.client.get<AnyObject>('/api/v1/nodes'))));
    for (const namespace of yield* namespacesOf(call)) {
      let pods: Pod[] = [];
      for (const [file, api, resource] of LISTS) {
        const list = yield* call.client.get<AnyObject>(`${api}/namespaces/${namespace}/${resource}`);
        if (resource === 'pods') pods = list['items'] as Pod[];
        yield* write(`${namespace}/${file}.${ending}`, print(bare(list)));
      }
      for (const pod of pods) yield* write(`${namespace}/${pod.metadata.name}/logs.txt`, yield* logsOf(call, pod));
    }
    if (inFiles) yield* stdout(`Cluster info dumped to ${folder}\n`);
  },
};

/** A list as Go's types print it: its items without kind and apiVersion. */
function bare(list: AnyObject): AnyObject {
  const items = (list['items'] as AnyObject[]).map((item) => ({ ...item, kind: undefined, apiVersion: undefined }));
  return { kind: list.kind!, apiVersion: list.apiVersion!, metadata: list.metadata, items };
}

function* namespacesOf(call: Call): Steps<string[]> {
  const { flags } = call;
  if (flags.bool('all-namespaces')) return (yield* call.client.get<{ items: AnyObject[] }>('/api/v1/namespaces')).items.map(({ metadata }) => metadata.name!);
  const named = flags.list('namespaces');
  return named.length > 0 ? named : [...new Set(['kube-system', call.namespace])];
}

function* logsOf(call: Call, pod: Pod): Steps<string> {
  let text = '';
  for (const { name } of [...pod.spec?.initContainers ?? [], ...pod.spec?.containers ?? []]) {
    const { namespace, name: podName } = pod.metadata;
    text += `==== START logs for container ${name} of pod ${namespace}/${podName} ====\n`;
    try {
      text += (yield* call.client.send('GET', `/api/v1/namespaces/${namespace}/pods/${podName}/log`, { query: { container: name } })).body;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      text += error instanceof ServerFailure ? `Request log error: ${error.message}\n` : `${error.message}\n`;
    }
    text += `==== END logs for container ${name} of pod ${namespace}/${podName} ====\n`;
  }
  return text;
}
