import type { AnyObject } from '../../engine/api/types.ts';
import { apiVersionOf } from '../client/discovery.ts';
import { Failure, ServerFailure } from '../failure.ts';
import { parseQuantity } from '../../engine/api/quantity.ts';
import { findObjects, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import { make } from './make.ts';
import type { Command } from './command.ts';

export const autoscaleCommand: Command = {
  path: 'autoscale',
  required: ['max'],
  *run(call) {
    const { flags } = call;
    const max = flags.int('max'), min = flags.int('min');
    if (max < 1) throw new Failure(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) throw new Failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    const metrics = [...metricOf('cpu', flags.string('cpu')), ...metricOf('memory', flags.string('memory'))];
    const percent = flags.int('cpu-percent');
    if (percent >= 0 && flags.string('cpu') === '') metrics.push(utilization('cpu', percent));
    const selection = yield* selectByFlags(call, call.args, { selector: '', all: false });
    const { found, failures } = yield* findObjects(call, selection, {}, true);
    for (const { target } of found) {
      const { mapping, name } = target;
      if (!mapping.subresources.some((sub) => sub.name === 'scale')) throw new Failure(`cannot autoscale a ${mapping.kind}: could not find scale subresource for ${mapping.group}/${mapping.version}, Resource=${mapping.resource} in discovery information`);
      const autoscaler: AnyObject = {
        kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2', metadata: { name: flags.string('name') || name },
        spec: { scaleTargetRef: { kind: mapping.kind, name, apiVersion: apiVersionOf(mapping) }, ...(min > 0 ? { minReplicas: min } : {}), maxReplicas: max, ...(metrics.length > 0 ? { metrics } : {}) },
        status: { desiredReplicas: 0, currentMetrics: null },
      };
      try {
        yield* make(call, 'horizontalpodautoscalers', autoscaler, 'autoscaled');
      } catch (error) {
        // kubectl tries the older version then, which needs a metric.
        if (error instanceof ServerFailure && metrics.length === 0) throw new Failure('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input');
        throw error;
      }
    }
    report(failures);
  },
};

const utilization = (name: string, percent: number): object => ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: percent } } });

function metricOf(name: string, text: string): object[] {
  if (text === '') return [];
  const percent = /^(\d+)%$/.exec(text);
  if (percent) return [utilization(name, Number(percent[1]))];
  if (!parseQuantity(text)) throw new Failure(`invalid resource ${name} value: ${text}`);
  return [{ type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue: text } } }];
}
