import { Failure, UsageFailure } from '../failure.ts';
import type { Command } from './command.ts';
import { stdout } from '../effect.ts';
import { aligned, TABLE } from '../text/tabwriter.ts';
import { quantityMilliValue, quantityValue } from '../../engine/api/quantity.ts';
import type { Node } from '../../engine/api/types.ts';

interface Usage { cpu: string; memory: string }
interface PodMetrics { metadata: { name: string; namespace: string }; containers: { name: string; usage: Usage }[] }
interface NodeMetrics { metadata: { name: string }; usage: Usage }

const METRICS = '/apis/metrics.k8s.io/v1beta1';
const MEBIBYTE = 1024 * 1024;
const cpu = (millis: number): string => `${millis}m`;
const memory = (bytes: number): string => `${Math.floor(bytes / MEBIBYTE)}Mi`;

export const topNodeCommand: Command = {
  path: 'top node',
  *run(call) {
    if (!['', 'cpu', 'memory'].includes(call.flags.string('sort-by'))) throw new Failure('--sort-by accepts only cpu or memory');
    if (call.args.length > 0 && call.flags.string('selector') !== '') throw new Failure('only one of NAME or --selector can be provided');
    if (!(yield* call.findMapping('nodes.metrics.k8s.io'))) throw new Failure('Metrics API not available');
    const { items } = yield* call.client.get<{ items: NodeMetrics[] }>(`${METRICS}/nodes`, call.flags.string('selector') === '' ? {} : { labelSelector: call.flags.string('selector') });
    const nodes = (yield* call.client.get<{ items: Node[] }>('/api/v1/nodes')).items;
    const wanted = items.filter(({ metadata }) => call.args.length === 0 || call.args.includes(metadata.name));
    const rows = wanted.map(({ metadata, usage }) => {
      const { cpu: cores = '0', memory: bytes = '0' } = nodes.find((node) => node.metadata.name === metadata.name)?.status?.allocatable ?? {};
      const millis = quantityMilliValue(usage.cpu), used = quantityValue(usage.memory);
      return `${metadata.name}\t${cpu(millis)}\t${Math.trunc((millis / quantityMilliValue(cores)) * 100)}%\t${memory(used)}\t${Math.trunc((used / quantityValue(bytes)) * 100)}%\n`;
    });
    yield* stdout(aligned(`${call.flags.bool('no-headers') ? '' : 'NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)\n'}${rows.join('')}`, TABLE));
  },
};

export const topPodCommand: Command = {
  path: 'top pod',
  *run(call) {
    const { flags } = call;
    if (!['', 'cpu', 'memory'].includes(flags.string('sort-by'))) throw new Failure('--sort-by accepts only cpu or memory');
    if (call.args.length > 1) throw new UsageFailure(call.usage('pod [NAME | -l label]'));
    if (call.args.length > 0 && flags.string('selector') !== '') throw new Failure('only one of NAME or selector can be provided');
    if (!(yield* call.findMapping('pods.metrics.k8s.io'))) throw new Failure('Metrics API not available');
    const all = flags.bool('all-namespaces');
    const { items } = yield* call.client.get<{ items: PodMetrics[] }>(all ? `${METRICS}/pods` : `${METRICS}/namespaces/${call.namespace}/pods`, flags.string('selector') === '' ? {} : { labelSelector: flags.string('selector') });
    const wanted = items.filter(({ metadata }) => call.args.length === 0 || call.args.includes(metadata.name));
    const containers = flags.bool('containers');
    const rows = wanted.flatMap(({ metadata, containers: each }) => {
      const lead = all ? `${metadata.namespace}\t` : '';
      if (containers) return each.map(({ name, usage }) => `${lead}${metadata.name}\t${name}\t${cpu(quantityMilliValue(usage.cpu))}\t${memory(quantityValue(usage.memory))}\n`);
      return [`${lead}${metadata.name}\t${cpu(each.reduce((sum, { usage }) => sum + quantityMilliValue(usage.cpu), 0))}\t${memory(each.reduce((sum, { usage }) => sum + quantityValue(usage.memory), 0))}\n`];
    });
    const header = `${all ? 'NAMESPACE\t' : ''}${containers ? 'POD\tNAME' : 'NAME'}\tCPU(cores)\tMEMORY(bytes)\n`;
    yield* stdout(aligned(`${flags.bool('no-headers') ? '' : header}${rows.join('')}`, TABLE));
  },
};
