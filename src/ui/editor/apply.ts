/** Sends the documents of a text to the API server, each by itself: one that is refused leaves the others as they are. */
import { load, YAMLException } from 'js-yaml';
import type { AnyObject } from '../../engine/api/types.ts';
import { ApiError, call } from '../state/api.ts';
import { pathOf } from '../state/paths.ts';
import type { Ref } from '../state/selection.ts';
import { fieldLine, splitDocuments } from './fieldLine.ts';

export interface Outcome {
  /** `deployment.apps/nginx created`, or the error in the API server's words. */
  readonly text: string;
  readonly good: boolean;
  /** 1-based line of the text that it is about. */
  readonly line: number;
  readonly ref?: Ref;
}

interface Manifest { readonly line: number; readonly source: string; readonly object: AnyObject; readonly ref: Ref; readonly path: string; readonly collection: string; readonly resource: string }

const APPLY = 'application/apply-patch+yaml';
const MANAGER = 'bottleship-editor';

/** Applies every document. `onProgress` gets each outcome as it comes. */
export const apply = (text: string, onProgress: (outcome: Outcome) => void): Promise<void> => each(text, onProgress, applyOne);
export const deleteAll = (text: string, onProgress: (outcome: Outcome) => void): Promise<void> => each(text, onProgress, deleteOne);

async function each(text: string, onProgress: (outcome: Outcome) => void, act: (manifest: Manifest) => Promise<Outcome>): Promise<void> {
  const documents = splitDocuments(text);
  if (documents.length === 0) return onProgress({ text: 'no objects passed', good: false, line: 1 });
  for (const document of documents) {
    try {
      for (const manifest of await read(document)) {
        try { onProgress(await act(manifest)); } catch (error) { for (const outcome of refusal(error, manifest)) onProgress(outcome); }
      }
    } catch (error) { onProgress(unreadable(error, document)); }
  }
}

async function read(document: { line: number; text: string }): Promise<Manifest[]> {
  const value = load(document.text) as AnyObject | null;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('Object \'Kind\' is missing');
  const items = (value as { kind?: string }).kind === 'List' ? (value as unknown as { items: AnyObject[] }).items ?? [] : [value];
  return Promise.all(items.map((object) => manifestOf(object, document)));
}

async function manifestOf(object: AnyObject, document: { line: number; text: string }): Promise<Manifest> {
  const { kind, apiVersion, metadata } = object as AnyObject & { kind?: string; apiVersion?: string };
  if (!kind) throw new Problem('kind', 'Object \'Kind\' is missing');
  if (!apiVersion) throw new Problem('apiVersion', 'Object \'apiVersion\' is missing');
  const ref: Ref = { kind, apiVersion, namespace: metadata?.namespace ?? 'default', name: metadata?.name ?? '' };
  let collection: string;
  try { collection = await pathOf({ ...ref, name: '' }); } catch (error) { throw new Problem('kind', (error as Error).message); }
  const plural = collection.split('/').at(-1)!;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  return { line: document.line, source: document.text, object, ref, collection, path: `${collection}/${ref.name}`, resource: `${group ? `${kind.toLowerCase()}.${group}` : kind.toLowerCase()}/${ref.name || plural}` };
}

async function applyOne(m: Manifest): Promise<Outcome> {
  if (!m.ref.name) {
    const made = await call('POST', `${m.collection}?fieldManager=${MANAGER}&fieldValidation=Strict`, m.object);
    return { text: `${m.resource.split('/')[0]}/${made.metadata.name} created`, good: true, line: m.line + 1, ref: { ...m.ref, name: made.metadata.name! } };
  }
  const before = await call('GET', m.path).catch((error: unknown) => { if (error instanceof ApiError && error.code === 404) return undefined; throw error; });
  const after = await call('PATCH', `${m.path}?fieldManager=${MANAGER}&force=true&fieldValidation=Strict`, m.object, APPLY);
  const did = !before ? 'created' : before.metadata.resourceVersion === after.metadata.resourceVersion ? 'unchanged' : 'configured';
  return { text: `${m.resource} ${did}`, good: true, line: m.line + 1, ref: m.ref };
}

async function deleteOne(m: Manifest): Promise<Outcome> {
  await call('DELETE', m.path, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' });
  return { text: `${m.resource} deleted`, good: true, line: m.line + 1 };
}

/** An error about a field of the manifest that the page itself found. */
class Problem extends Error {
  constructor(readonly field: string, message: string) { super(message); }
}

/** One outcome a cause, each at the line of its field. */
function refusal(error: unknown, m: Manifest): Outcome[] {
  if (!(error instanceof ApiError)) return [unreadable(error, { line: m.line, text: m.source })];
  const causes = error.status.details?.causes?.filter((c) => c.field && c.field !== '<nil>') ?? [];
  if (causes.length === 0) return [{ text: error.message, good: false, line: m.line + fieldLine(m.source, fieldNamed(error.message)) + 1, ref: m.ref }];
  return causes.map((c) => ({ text: `${m.resource}: ${c.field}: ${c.message}`, good: false, line: m.line + fieldLine(m.source, c.field!) + 1, ref: m.ref }));
}

/** Decoding errors name the field in their text: `strict decoding error: unknown field "spec.foo"`. */
const fieldNamed = (message: string): string => /(?:unknown|duplicate) field "([^"]+)"/.exec(message)?.[1] ?? /^\.?([a-z][\w.[\]]*):/.exec(message)?.[1] ?? '';

function unreadable(error: unknown, document: { line: number; text: string }): Outcome {
  if (error instanceof YAMLException) return { text: `error parsing YAML: ${error.reason}`, good: false, line: document.line + (error.mark?.line ?? 0) + 1 };
  const field = error instanceof Problem ? error.field : '';
  return { text: (error as Error).message, good: false, line: document.line + fieldLine(document.text, field) + 1 };
}
