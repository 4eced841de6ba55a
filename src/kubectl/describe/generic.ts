/** Any object without a describer of its own (custom resources): metadata, then every field under a title made of its name. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { annotationLines, eventLines, labelLines } from './parts.ts';

const SHOWN = new Set(['.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations', '.metadata.managedFields']);

export const genericDescriber: Describer = {
  group: '', kind: '',
  *describe(context, object: AnyObject, out) {
    out.line(0, `Name:\t${object.metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
    labelLines(out, 'Labels', object.metadata.labels);
    annotationLines(out, 'Annotations', object.metadata.annotations);
    fields(out, 0, object, '');
    eventLines(out, yield* context.events(object), context.nowMs);
  },
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

function fields(out: DescribeWriter, level: number, object: Fields, path: string): void {
  const keys = Object.keys(object).map((key) => [titleOf(key), key] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [title, key] of keys) {
    const here = `${path}.${key}`;
    if (SHOWN.has(here)) continue;
    const value = object[key];
    if (isFields(value)) {
      out.line(level, `${title}:`);
      fields(out, level + 1, value, here);
    } else if (Array.isArray(value)) {
      out.line(level, `${title}:`);
      for (const item of value as unknown[]) {
        if (isFields(item)) fields(out, level + 1, item, here);
        else out.line(level + 1, scalar(item));
      }
    } else {
      out.line(level, `${title}:\t${scalar(value)}`);
    }
  }
}

const scalar = (value: unknown): string => (value === null || value === undefined ? '<nil>' : String(value));

const ACRONYMS = new Set(['API', 'IP', 'UID', 'OS', 'GMSA', 'FS', 'ID', 'URL', 'CPU', 'DNS', 'TLS', 'HTTP', 'QOS', 'RBD', 'ISCSI', 'FQDN', 'TCP', 'UDP', 'WWN', 'WWID', 'SELINUX']);

/** `resourceVersion` -> `Resource Version`. */
function titleOf(field: string): string {
  const words = field.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1))).join(' ');
}
