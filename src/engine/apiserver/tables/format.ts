/** The small texts that many kinds' cells share. */
import { humanDuration } from '../../api/human-duration.ts';
import type { Container, LabelSelector, ObjectMeta } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';

export const NONE = '<none>';
export const UNSET = '<unset>';

/** How long ago an RFC 3339 instant was. */
export function since(time: string | undefined | null, nowMs: number): string {
  if (!time) return '<unknown>';
  const ms = parseTime(time);
  return ms !== ms ? '<unknown>' : humanDuration(nowMs - ms);
}

export const age = (object: { metadata: ObjectMeta }, nowMs: number): string => since(object.metadata.creationTimestamp, nowMs);

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `a=b,c=d` in key order. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = labels ? Object.keys(labels).sort(byText) : [];
  return keys.length ? keys.map((key) => `${key}=${labels![key]}`).join(',') : NONE;
}

interface SelectorTerm { key: string; text: string }

export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const terms: SelectorTerm[] = [];
  for (const key of Object.keys(selector?.matchLabels ?? {})) terms.push({ key, text: `${key}=${selector!.matchLabels![key]}` });
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    const list = `(${[...(values ?? [])].sort(byText).join(',')})`;
    switch (operator) {
      case 'In': terms.push({ key, text: `${key} in ${list}` }); break;
      case 'NotIn': terms.push({ key, text: `${key} notin ${list}` }); break;
      case 'Exists': terms.push({ key, text: key }); break;
      case 'DoesNotExist': terms.push({ key, text: `!${key}` }); break;
      default: return '<error>';
    }
  }
  if (!terms.length) return NONE;
  return terms.sort((a, b) => byText(a.key, b.key)).map((term) => term.text).join(',');
}

export const containerNames = (containers: readonly Container[] | undefined): string => (containers ?? []).map((c) => c.name).join(',');
export const containerImages = (containers: readonly Container[] | undefined): string => (containers ?? []).map((c) => c.image ?? '').join(',');

/** `a,b,c + 2 more...`: what a list of `count` texts shows when at most `list.length` fit. */
export const withMore = (list: readonly string[], count: number, separator = ','): string =>
  count > list.length ? `${list.join(separator)} + ${count - list.length} more...` : list.join(separator);

export const count = (value: object | undefined | null): number => (value ? Object.keys(value).length : 0);
