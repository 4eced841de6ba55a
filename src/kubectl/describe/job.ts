import { humanDuration } from '../../engine/api/human-duration.ts';
import { formatSelector } from '../../engine/api/labels.ts';
import type { CronJob, Job } from '../../engine/api/types.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { boolText, orUnset, rfc1123 } from './go-values.ts';
import { annotationLines, controllerOf, eventsOf, labelLines, metadataLines } from './parts.ts';
import { podTemplateLines } from './pod-template.ts';

/** Bytes after which a list of indexes may be cut, at its next comma. */
const INDEXES = 50;

export const jobDescriber: Describer = {
  group: 'batch', kind: 'Job',
  *describe(context, object, out) {
    const { metadata, spec, status = {} } = object as Job;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    out.line(0, `Selector:\t${formatSelector(spec?.selector)}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    const controller = controllerOf(metadata);
    if (controller) out.line(0, `Controlled By:\t${controller}`);
    if (spec?.parallelism !== undefined) out.line(0, `Parallelism:\t${spec.parallelism}`);
    out.line(0, `Completions:\t${orUnset(spec?.completions)}`);
    if (spec?.completionMode !== undefined) out.line(0, `Completion Mode:\t${spec.completionMode}`);
    if (spec?.suspend !== undefined) out.line(0, `Suspend:\t${spec.suspend}`);
    if (spec?.backoffLimit !== undefined) out.line(0, `Backoff Limit:\t${spec.backoffLimit}`);
    if (spec?.ttlSecondsAfterFinished !== undefined) out.line(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`);
    const { startTime, completionTime } = status;
    if (startTime) out.line(0, `Start Time:\t${rfc1123(startTime)}`);
    if (completionTime) out.line(0, `Completed At:\t${rfc1123(completionTime)}`);
    if (startTime && completionTime) out.line(0, `Duration:\t${humanDuration(parseTime(completionTime) - parseTime(startTime))}`);
    if (spec?.activeDeadlineSeconds !== undefined) out.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
    const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
    out.line(0, `Pods Statuses:\t${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`);
    if (spec?.completionMode === 'Indexed') out.line(0, `Completed Indexes:\t${indexesText(status.completedIndexes ?? '')}`);
    podTemplateLines(out, spec?.template);
    yield* eventsOf(context, object, out);
  },
};

function indexesText(indexes: string): string {
  if (indexes === '') return '<none>';
  const comma = indexes.indexOf(',', INDEXES);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

export const cronJobDescriber: Describer = {
  group: 'batch', kind: 'CronJob',
  *describe(context, object, out) {
    const { spec, status } = object as CronJob;
    metadataLines(out, object);
    out.line(0, `Schedule:\t${spec?.schedule ?? ''}`);
    out.line(0, `Concurrency Policy:\t${spec?.concurrencyPolicy ?? ''}`);
    out.line(0, `Suspend:\t${spec?.suspend === undefined ? '<unset>' : boolText(spec.suspend)}`);
    out.line(0, `Time Zone:\t${orUnset(spec?.timeZone)}`);
    out.line(0, `Successful Job History Limit:\t${orUnset(spec?.successfulJobsHistoryLimit)}`);
    out.line(0, `Failed Job History Limit:\t${orUnset(spec?.failedJobsHistoryLimit)}`);
    out.line(0, `Starting Deadline Seconds:\t${spec?.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`}`);
    jobTemplateLines(out, spec?.jobTemplate.spec);
    out.line(0, `Last Schedule Time:\t${status?.lastScheduleTime ? rfc1123(status.lastScheduleTime) : '<unset>'}`);
    out.line(0, `Active Jobs:\t${(status?.active ?? []).map(({ name }) => name).join(', ') || '<none>'}`);
    yield* eventsOf(context, object, out);
  },
};

function jobTemplateLines(out: DescribeWriter, spec: Job['spec']): void {
  out.line(0, `Selector:\t${spec?.selector ? formatSelector(spec.selector) : '<unset>'}`);
  out.line(0, `Parallelism:\t${orUnset(spec?.parallelism)}`);
  out.line(0, `Completions:\t${orUnset(spec?.completions)}`);
  if (spec?.activeDeadlineSeconds !== undefined) out.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
  podTemplateLines(out, spec?.template);
}
