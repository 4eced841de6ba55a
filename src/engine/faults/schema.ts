/** The shape of a Fault, in the form that built-in kinds have theirs. */
import { typeByName } from '../api/schema/types.ts';
import type { FieldSchema, TypeSchema, ValueSchema } from '../api/schema/schema.ts';

const text: ValueSchema = { type: 'string' };
const number: ValueSchema = { type: 'integer', format: 'int64' };

function type(name: string, fields: Record<string, ValueSchema>, required: readonly string[] = []): TypeSchema {
  const entries = Object.entries(fields).map(([field, schema]): [string, FieldSchema] => [field, { name: field, type: schema, required: required.includes(field) }]);
  return { name: `dev.bottleship.sandbox.v1alpha1.${name}`, fields: new Map(entries) };
}

const ref = (schema: TypeSchema): ValueSchema => ({ type: 'ref', ref: schema });
const known = (name: string): ValueSchema => ref(typeByName(name)!);

const target = type('FaultTarget', { kind: text, namespace: text, name: text });
const selector = type('FaultSelector', { kind: text, namespace: text, labelSelector: known('io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector') });
const spec = type('FaultSpec', {
  type: text, target: ref(target), selector: ref(selector), mode: text, value: number, delay: text, duration: text, parameters: { type: 'map', values: { type: 'any' } },
}, ['type']);
const status = type('FaultStatus', { phase: text, message: text, startTime: { type: 'time' }, endTime: { type: 'time' }, targets: { type: 'list', items: ref(target), listType: 'atomic' } });

export const FAULT_SCHEMA: TypeSchema = type('Fault', {
  apiVersion: text, kind: text, metadata: known('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'), spec: ref(spec), status: ref(status),
}, ['spec']);
