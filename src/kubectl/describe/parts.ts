/** The parts that many describers share: metadata, labels, events, ages. */
import { humanDuration } from '../../engine/api/human-duration.ts';
import { utf8Bytes, utf8Text } from '../../engine/api/base64.ts';
import { formatSelector } from '../../engine/api/labels.ts';
import type { AnyObject, Event, LabelSelector, ObjectMeta } from '../../engine/api/types.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import type { DescribeContext, DescribeWriter } from './describer.ts';
import { sortedKeys } from './go-values.ts';
import type { Steps } from '../effect.ts';
import { goSort } from '../text/go-sort.ts';

type StringMap = Readonly<Record<string, string>>;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** In bytes. */
export const MAX_ANNOTATION = 140;

/** `Name:`, `Namespace:` (where there is one), `Labels:`, `Annotations:`. */
export function metadataLines(out: DescribeWriter, { metadata }: AnyObject): void {
  out.line(0, `Name:\t${metadata.name ?? ''}`);
  if (metadata.namespace) out.line(0, `Namespace:\t${metadata.namespace}`);
  labelLines(out, 'Labels', metadata.labels);
  annotationLines(out, 'Annotations', metadata.annotations);
}

export const sortedEntries = (map: StringMap | undefined): [string, string][] => sortedKeys(map).map((key) => [key, map![key]!]);

/**
 * A title and its values one a line; `<none>` without any. `indent` stands before each value and the titles' blanks:
 * inside another object kubectl indents each part of a line, not only its start.
 */
export function columnLines(out: DescribeWriter, title: string, values: readonly string[], level = 0, indent = ''): void {
  if (values.length === 0) return out.line(level, `${title}:\t${indent}<none>`);
  values.forEach((value, i) => out.line(level, `${i === 0 ? `${title}:` : indent}\t${indent}${value}`));
}

/** `Labels:` and one `key=value` a line. */
export const labelLines = (out: DescribeWriter, title: string, labels: StringMap | undefined, level = 0, indent = ''): void =>
  columnLines(out, title, sortedEntries(labels).map(([key, value]) => `${key}=${value}`), level, indent);

export function annotationLines(out: DescribeWriter, title: string, annotations: StringMap | undefined, level = 0, indent = ''): void {
  const entries = sortedEntries(annotations).filter(([key]) => key !== LAST_APPLIED);
  if (entries.length === 0) return out.line(level, `${title}:\t${indent}<none>`);
  entries.forEach(([key, whole], i) => {
    const lead = i === 0 ? `${title}:\t${indent}` : `\t${indent}`;
    const value = whole.replace(/\n$/, '');
    if (utf8Bytes(value).length + utf8Bytes(key).length + 2 <= MAX_ANNOTATION && !value.includes('\n')) return out.line(level, `${lead}${key}: ${value}`);
    out.line(level, `${lead}${key}:`);
    for (const line of value.split('\n')) out.line(level, `\t  ${shortened(line, MAX_ANNOTATION - 2)}`);
  });
}

/** At most `bytes` of the text, then dots. */
export function shortened(text: string, bytes: number): string {
  const all = utf8Bytes(text);
  return all.length > bytes ? `${utf8Text(all.slice(0, bytes))}...` : text;
}

/** `a=1,b=2`, or `<none>`: a map in one line. */
export const formatLabels = (labels: StringMap | undefined): string => sortedEntries(labels).map(([key, value]) => `${key}=${value}`).join(',') || '<none>';

/** A LabelSelector in one line, or `<none>` for an empty one. */
export const formatLabelSelector = (selector: LabelSelector | undefined): string => formatSelector(selector) || '<none>';

/** `ReplicaSet/web-1`: who controls the object. */
export function controllerOf(metadata: ObjectMeta): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  return owner && `${owner.kind}/${owner.name}`;
}

/** How long ago, as ages are printed; `<unknown>` without a time. */
export function since(time: string | undefined | null, nowMs: number): string {
  return time ? humanDuration(nowMs - parseTime(time)) : '<unknown>';
}

/** The last part of most descriptions: the object's events. */
export function* eventsOf(context: DescribeContext, object: AnyObject, out: DescribeWriter): Steps {
  eventLines(out, yield* context.events(object), context.nowMs);
}

/** `Events:` and its table; nothing when they are not wanted. */
export function eventLines(out: DescribeWriter, events: readonly Event[] | undefined, nowMs: number): void {
  if (!events) return;
  if (events.length === 0) return out.line(0, 'Events:\t<none>');
  out.flush();
  out.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  out.line(1, '----\t------\t----\t----\t-------');
  const instant = new Map(events.map((event) => [event, event.lastTimestamp ? parseTime(event.lastTimestamp) : -Infinity]));
  for (const event of goSort(events, (a, b) => instant.get(a)! < instant.get(b)!)) {
    const first = since(event.eventTime || event.firstTimestamp, nowMs);
    const { series } = event;
    const interval = series ? `${since(series.lastObservedTime, nowMs)} (x${series.count ?? 0} over ${first})`
      : (event.count ?? 0) > 1 ? `${since(event.lastTimestamp, nowMs)} (x${event.count} over ${first})` : first;
    const source = event.source?.component || event.reportingComponent || '';
    const message = (event.message ?? '').trim();
    const { fieldPath } = event.involvedObject;
    out.line(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${interval}\t${source}\t${fieldPath ? `${fieldPath}: ${message}` : message}`);
  }
}

/** The table of conditions that most workloads have: type, status, reason. */
export function reasonConditionLines(out: DescribeWriter, conditions: readonly { type: string; status: string; reason?: string }[] | undefined): void {
  if (!conditions?.length) return;
  out.line(0, 'Conditions:\n  Type\tStatus\tReason');
  out.line(1, '----\t------\t------');
  for (const c of conditions) out.line(1, `${c.type} \t${c.status}\t${c.reason ?? ''}`);
}
