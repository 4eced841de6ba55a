/**
 * The fields that a create sets, remembered for objects of one shape (`shapes.ts`), and for those that share their parts: the replicas of a template are a thousand objects
 * with one spec, one set of labels and one owner, and who set which field is the same for all of them.
 */
import { deepEqual } from '../deep-equal.ts';
import type { JsonObject } from '../patch/json-value.ts';
import type { FieldSet } from './fieldset.ts';
import { shapeOf } from './shapes.ts';

interface Known { readonly describedBy: object; readonly apiVersion: string; readonly generated: boolean; readonly parts: readonly unknown[]; readonly fields: FieldSet }

/** Parts of the metadata whose content counts. */
const PARTS = ['labels', 'annotations', 'ownerReferences', 'finalizers'];
/** What is in the metadata besides, and is nobody's field or counts only as being there. */
const PLAIN = new Set(['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp']);
/** Templates with the same spec and other metadata: more are not remembered. */
const MOST = 4;

const knownBySpec = new WeakMap<object, Known[]>();

/**
 * `work()`, or what it gave for another object with the very same parts. `describedBy` stands for the kind's description: another
 * one, another answer.
 */
export function fieldsOfCreate(object: JsonObject, describedBy: object, apiVersion: string, work: () => FieldSet | undefined): FieldSet | undefined {
  const shape = object['apiVersion'] === apiVersion ? shapeOf(object, describedBy, apiVersion) : undefined;
  return shape ? (shape.fields ??= work()) : ofTemplate(object, describedBy, apiVersion, work);
}

function ofTemplate(object: JsonObject, describedBy: object, apiVersion: string, work: () => FieldSet | undefined): FieldSet | undefined {
  const { spec, metadata } = object as { spec?: unknown; metadata?: Record<string, unknown> };
  if (typeof spec !== 'object' || spec === null || !metadata || !isPlain(object, metadata)) return work();
  let known = knownBySpec.get(spec);
  const generated = metadata['generateName'] !== undefined;
  const found = known?.find((k) => k.describedBy === describedBy && k.apiVersion === apiVersion && k.generated === generated && PARTS.every((part, i) => deepEqual(metadata[part], k.parts[i])));
  if (found) return found.fields;
  const fields = work();
  if (!known) knownBySpec.set(spec, (known = []));
  if (fields && known.length < MOST) known.push({ describedBy, apiVersion, generated, parts: PARTS.map((part) => metadata[part]), fields });
  return fields;
}

/** Nothing but a spec and everyday metadata. */
function isPlain(object: JsonObject, metadata: Record<string, unknown>): boolean {
  for (const field in object) if (object[field] !== undefined && field !== 'apiVersion' && field !== 'kind' && field !== 'metadata' && field !== 'spec') return false;
  for (const field in metadata) if (metadata[field] !== undefined && !PLAIN.has(field) && !PARTS.includes(field)) return false;
  return true;
}
