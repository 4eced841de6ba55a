import type { PriorityClass } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { eventsOf, formatLabels } from './parts.ts';

export const priorityClassDescriber: Describer = {
  group: 'scheduling.k8s.io', kind: 'PriorityClass',
  *describe(context, object, out) {
    const { metadata, value, globalDefault, preemptionPolicy, description } = object as unknown as PriorityClass;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Value:\t${value}`);
    out.line(0, `GlobalDefault:\t${globalDefault ?? false}`);
    out.line(0, `PreemptionPolicy:\t${preemptionPolicy ?? ''}`);
    out.line(0, `Description:\t${description ?? ''}`);
    out.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    yield* eventsOf(context, object, out);
  },
};
