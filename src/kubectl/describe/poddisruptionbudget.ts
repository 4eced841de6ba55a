import type { PodDisruptionBudget } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { intOrString } from './go-values.ts';
import { eventsOf, formatLabelSelector } from './parts.ts';

export const podDisruptionBudgetDescriber: Describer = {
  group: 'policy', kind: 'PodDisruptionBudget',
  *describe(context, object, out) {
    const { metadata, spec, status } = object as PodDisruptionBudget;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    if (spec?.minAvailable !== undefined) out.line(0, `Min available:\t${intOrString(spec.minAvailable)}`);
    else if (spec?.maxUnavailable !== undefined) out.line(0, `Max unavailable:\t${intOrString(spec.maxUnavailable)}`);
    out.line(0, `Selector:\t${spec?.selector ? formatLabelSelector(spec.selector) : '<unset>'}`);
    out.line(0, 'Status:');
    out.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`);
    out.line(2, `Current:\t${status?.currentHealthy ?? 0}`);
    out.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`);
    out.line(2, `Total:\t${status?.expectedPods ?? 0}`);
    yield* eventsOf(context, object, out);
  },
};
