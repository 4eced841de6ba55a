/** Paths of fields in a schema, in the dot notation: `.spec.color`, `.spec['my key']`. Steps go by properties and by keys of maps; lists have none. */
import type { Schema } from './structural-schema.ts';

const STEP = /^(?:\.([A-Za-z_][\w-]*)|\['([^']+)'\])/;

const OBJECT_FIELDS: Record<string, Schema> = {
  apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' }, namespace: { type: 'string' } } },
};

/** The schema that the path leads to; undefined when it leads nowhere. A resource has the fields of every object besides its own. */
export function fieldAt(schema: Schema, path: string, isResource = false): Schema | undefined {
  if (path === '') return undefined;
  let at: Schema | undefined = isResource ? { ...schema, properties: { ...OBJECT_FIELDS, ...schema.properties } } : schema;
  let rest = path;
  while (rest) {
    const step = STEP.exec(rest);
    if (!step || !at) return undefined;
    rest = rest.slice(step[0].length);
    at = at.properties?.[step[1] ?? step[2]!] ?? (typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined);
  }
  return at;
}
