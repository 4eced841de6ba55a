/** The parts that many describers share: metadata, labels, events, ages. */
import { humanDuration } from '../../engine/api/human-duration.ts';
import type { AnyObject, Event } from '../../engine/api/types.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import type { DescribeWriter } from './describer.ts';

type StringMap = Readonly<Record<string, string>>;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MAX_ANNOTATION = 140;

/** `Name:`, `Namespace:` (also where there is none), `Labels:`, `Annotations:`. */
export function metadataLines(out: DescribeWriter, { metadata }: AnyObject): void {
  out.line(0, `Name:\t${metadata.name ?? ''}`);
  if (metadata.namespace) out.line(0, `Namespace:\t${metadata.namespace}`);
  labelLines(out, 'Labels', metadata.labels);
  annotationLines(out, 'Annotations', metadata.annotations);
}

export const sortedEntries = (map: StringMap | undefined): [string, string][] =>
  Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** `Labels:` and one `key=value` a line. */
export function labelLines(out: DescribeWriter, title: string, labels: StringMap | undefined, level = 0, separator = '='): void {
  const entries = sortedEntries(labels);
  if (entries.length === 0) return out.line(level, `${title}:\t<none>`);
  entries.forEach(([key, value], i) => out.line(level, `${i === 0 ? `${title}:` : ''}\t${key}${separator}${value}`));
}

export function annotationLines(out: DescribeWriter, title: string, annotations: StringMap | undefined): void {
  const entries = sortedEntries(annotations).filter(([key]) => key !== LAST_APPLIED);
  if (entries.length === 0) return out.line(0, `${title}:\t<none>`);
  entries.forEach(([key, whole], i) => {
    const lead = i === 0 ? `${title}:\t` : '\t';
    const value = whole.replace(/\n$/, '');
    if (value.length + key.length + 2 <= MAX_ANNOTATION && !value.includes('\n')) return out.line(0, `${lead}${key}: ${value}`);
    out.line(0, `${lead}${key}:`);
    for (const line of value.split('\n')) out.line(0, `\t  ${line.length > MAX_ANNOTATION - 2 ? `${line.slice(0, MAX_ANNOTATION - 2)}...` : line}`);
  });
}

/** How long ago, as ages are printed; `<unknown>` without a time. */
export function since(time: string | undefined | null, nowMs: number): string {
  return time ? humanDuration(nowMs - parseTime(time)) : '<unknown>';
}

/** `Events:` and its table; nothing when they are not wanted. */
export function eventLines(out: DescribeWriter, events: readonly Event[] | undefined, nowMs: number): void {
  if (!events) return;
  if (events.length === 0) return out.line(0, 'Events:\t<none>');
  out.flush();
  out.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  out.line(1, '----\t------\t----\t----\t-------');
  for (const event of [...events].sort(byLastTimestamp)) {
    const first = since(event.eventTime || event.firstTimestamp, nowMs);
    const { series } = event;
    const interval = series ? `${since(series.lastObservedTime, nowMs)} (x${series.count ?? 0} over ${first})`
      : (event.count ?? 0) > 1 ? `${since(event.lastTimestamp, nowMs)} (x${event.count} over ${first})` : first;
    const source = event.source?.component || event.reportingComponent || '';
    out.line(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${interval}\t${source}\t${(event.message ?? '').trim()}`);
  }
}

function byLastTimestamp(a: Event, b: Event): number {
  const [left, right] = [a.lastTimestamp ?? '', b.lastTimestamp ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
