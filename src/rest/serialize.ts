/**
 * Objects to JSON text. Objects are immutable and shared, so the text of each is made once and kept with it: a list of
 * 30,000 pods is mostly joining.
 */
import type { AnyObject, ApiObject, ObjectMeta } from '../engine/api/types.ts';

/** Without kind and apiVersion: `{"metadata":...}`, as the items of a typed list are written. */
const texts = new WeakMap<object, string>();

const head = (object: ApiObject): string => `{"kind":${JSON.stringify(object.kind ?? '')},"apiVersion":${JSON.stringify(object.apiVersion ?? '')}`;

/** `{"metadata":...}`: the object without kind and apiVersion. */
export function itemText(object: ApiObject): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = withoutHead(object);
    texts.set(object, text);
  }
  return text;
}

function withoutHead(object: ApiObject): string {
  if (isMap((object as AnyObject)['spec'])) return inPieces(object as AnyObject);
  // Most objects have their fields in Go's order already: then one pass over the object is enough.
  const whole = JSON.stringify(object);
  const start = head(object);
  if (whole.startsWith(`${start},"metadata":`)) return `{${whole.slice(start.length + 1)}`;
  // What a component made has its version before its kind.
  const turned = `{"apiVersion":${JSON.stringify(object.apiVersion ?? '')},"kind":${JSON.stringify(object.kind ?? '')}`;
  if (whole.startsWith(`${turned},"metadata":`)) return `{${whole.slice(turned.length + 1)}`;
  const { kind: _kind, apiVersion: _apiVersion, metadata, ...rest } = object as AnyObject;
  return JSON.stringify({ metadata: metadata ?? {}, ...rest });
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What has a spec often shares it with its neighbours in a list, or (pods that were put on their nodes) the parts of it,
 * and always the names of the managed fields: their texts are made once.
 */
function inPieces(object: AnyObject): string {
  const pieces = ['{"metadata":'];
  if (object.metadata?.managedFields) addMetadata(pieces, object.metadata); else pieces.push(JSON.stringify(object.metadata ?? {}));
  for (const field in object) {
    if (field === 'kind' || field === 'apiVersion' || field === 'metadata') continue;
    const value = object[field];
    if (value === undefined) continue;
    pieces.push(`,${JSON.stringify(field)}:`, field === 'spec' ? recentText(field, value, specText) : JSON.stringify(value));
  }
  pieces.push('}');
  // Joined, not added: a text that is kept should be one piece of memory.
  return pieces.join('');
}

/** `managedFields` comes last, whoever made the object. */
function addMetadata(pieces: string[], metadata: ObjectMeta): void {
  const named = addFields(pieces, metadata, 'managedFields');
  // Reviews have no name.
  pieces.push(named ? ',"managedFields":' : '{"managedFields":');
  let before = '[';
  for (const entry of metadata.managedFields!) {
    pieces.push(before);
    addFields(pieces, entry, 'subresource');
    pieces.push(entry.subresource ? `,"subresource":${JSON.stringify(entry.subresource)}}` : '}');
    before = ',';
  }
  pieces.push(before === '[' ? '[]}' : ']}');
}

/** `{"name":"a","labels":{"app":"web"}`, without the field named and without the end. False when there is nothing. A copy without the field to print took twice as long. */
function addFields(pieces: string[], object: object, except: string): boolean {
  let before = '{';
  for (const field in object) {
    const value = (object as Record<string, unknown>)[field];
    if (value === undefined || field === except) continue;
    pieces.push(before, JSON.stringify(field), ':', typeof value === 'object' && value !== null ? recentText(field, value, JSON.stringify) : JSON.stringify(value));
    before = ',';
  }
  return before === ',';
}

function specText(spec: unknown): string {
  const pieces: string[] = [];
  for (const field in spec as object) {
    const value = (spec as Record<string, unknown>)[field];
    if (value === undefined) continue;
    pieces.push(`${pieces.length ? ',' : '{'}${JSON.stringify(field)}:`, typeof value === 'object' && value !== null ? recentText(field, value, JSON.stringify) : JSON.stringify(value));
  }
  return pieces.length ? `${pieces.join('')}}` : '{}';
}

/** How many values of each field are kept with their texts. Few: what is shared stands close together in a list. */
const RECENT = 4;

interface Recent { readonly values: unknown[]; readonly texts: string[]; next: number }

const recents = new Map<string, Recent>();

function recentText(field: string, value: unknown, textOf: (value: unknown) => string): string {
  let recent = recents.get(field);
  if (!recent) recents.set(field, (recent = { values: [], texts: [], next: 0 }));
  const at = recent.values.indexOf(value);
  if (at >= 0) return recent.texts[at]!;
  const text = textOf(value);
  recent.values[recent.next] = value;
  recent.texts[recent.next] = text;
  recent.next = (recent.next + 1) % RECENT;
  return text;
}

/** The object with kind and apiVersion first, as Go writes a typed object. */
export function objectText(object: ApiObject): string {
  return `${head(object)},${itemText(object).slice(1)}`;
}

const customTexts = new WeakMap<object, string>();

/** A custom resource: every key in alphabetical order, as unstructured objects are written. */
export function customText(object: ApiObject): string {
  let text = customTexts.get(object);
  if (text === undefined) {
    text = JSON.stringify(sorted(object));
    customTexts.set(object, text);
  }
  return text;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) result[key] = sorted((value as Record<string, unknown>)[key]);
  return result;
}

export interface ListMeta { resourceVersion?: string; continue?: string; remainingItemCount?: number }

/** Field order of `metav1.ListMeta`. */
export function listMeta(result: { resourceVersion: string; continue?: string; remainingItemCount?: number }): ListMeta {
  return {
    resourceVersion: result.resourceVersion,
    ...(result.continue ? { continue: result.continue } : {}), ...(result.remainingItemCount === undefined ? {} : { remainingItemCount: result.remainingItemCount }),
  };
}

export function listText(apiVersion: string, kind: string, metadata: ListMeta, items: readonly ApiObject[], custom: boolean): string {
  if (custom) {
    const order = { ...(metadata.continue ? { continue: metadata.continue } : {}), ...(metadata.remainingItemCount === undefined ? {} : { remainingItemCount: metadata.remainingItemCount }), resourceVersion: metadata.resourceVersion };
    return `{"apiVersion":${JSON.stringify(apiVersion)},"items":[${items.map(customText).join(',')}],"kind":${JSON.stringify(kind)},"metadata":${JSON.stringify(order)}}\n`;
  }
  return `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":${JSON.stringify(metadata)},"items":[${items.map(itemText).join(',')}]}\n`;
}
