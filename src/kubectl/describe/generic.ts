/** Any object without a describer of its own (custom resources): metadata, then every field under a title made of its name. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { goValue, sortedKeys } from './go-values.ts';
import { annotationLines, eventsOf, labelLines } from './parts.ts';
import { titleOf } from './title.ts';

const SHOWN = new Set(['.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations', '.metadata.managedFields']);

export const genericDescriber: Describer = {
  group: '', kind: '',
  *describe(context, object: AnyObject, out) {
    out.line(0, `Name:\t${object.metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
    labelLines(out, 'Labels', object.metadata.labels);
    annotationLines(out, 'Annotations', object.metadata.annotations);
    fields(out, 0, object, '');
    yield* eventsOf(context, object, out);
  },
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

function fields(out: DescribeWriter, level: number, object: Fields, path: string): void {
  for (const key of sortedKeys(object)) {
    const here = `${path}.${key}`;
    if (SHOWN.has(here)) continue;
    const value = object[key];
    if (isFields(value)) {
      out.line(level, `${titleOf(key)}:`);
      fields(out, level + 1, value, here);
    } else if (Array.isArray(value)) {
      out.line(level, `${titleOf(key)}:`);
      for (const item of value as unknown[]) {
        if (isFields(item)) fields(out, level + 1, item, here);
        else out.line(level + 1, goValue(item));
      }
    } else {
      out.line(level, `${titleOf(key)}:\t${goValue(value)}`);
    }
  }
}
