/**
 * Objects to JSON text. Objects are immutable and shared, so the text of each is made once and kept with it: a list of
 * 30,000 pods is mostly joining.
 */
import type { AnyObject, ApiObject } from '../engine/api/types.ts';

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
