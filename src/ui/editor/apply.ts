/** Sends the documents of a text to the API server, in order, each by itself: one that is refused leaves the others as they are. */
import { ApiError, call } from '../state/api.ts';
import type { Ref } from '../state/selection.ts';
import { fieldLine, splitDocuments } from './fieldLine.ts';
import { readManifests, refusal, unreadable, type Finding, type Manifest } from './manifest.ts';

export interface Outcome {
  /** `deployment.apps/nginx created`, or the error in the API server's words. */
  readonly text: string;
  readonly good: boolean;
  /** 1-based line of the text that it is about. */
  readonly line: number;
  readonly ref?: Ref;
}

export const APPLY = 'application/apply-patch+yaml';
export const MANAGER = 'bottleship-editor';

type Progress = (outcome: Outcome, done: number, of: number) => void;

/** Applies every document. `onProgress` gets each outcome as it comes. */
export const apply = (text: string, onProgress: Progress): Promise<void> => each(text, onProgress, applyOne);

export const deleteAll = (text: string, onProgress: Progress): Promise<void> => each(text, onProgress, deleteOne);

async function each(text: string, onProgress: Progress, act: (manifest: Manifest) => Promise<Outcome>): Promise<void> {
  const documents = splitDocuments(text);
  if (documents.length === 0) return onProgress({ text: 'no objects passed to apply', good: false, line: 1 }, 1, 1);
  const refused = (finding: Finding, done: number): void => onProgress({ text: finding.text, good: false, line: finding.line }, done, documents.length);
  for (const [i, document] of documents.entries()) {
    try {
      for (const manifest of await readManifests(document)) {
        try { onProgress(await act(manifest), i + 1, documents.length); } catch (error) { for (const finding of refusal(error, manifest)) refused(finding, i + 1); }
      }
    } catch (error) { refused(unreadable(error, document), i + 1); }
  }
}

const lineOf = (m: Manifest): number => m.line + 1 + (m.within ? fieldLine(m.source, m.within.slice(0, -1)) : 0);

async function applyOne(m: Manifest): Promise<Outcome> {
  if (!m.ref.name) {
    const made = await call('POST', `${m.collection}?fieldManager=${MANAGER}&fieldValidation=Strict`, m.body, typeof m.body === 'string' ? 'application/yaml' : undefined);
    return { text: `${m.resource}/${made.metadata.name} created`, good: true, line: lineOf(m), ref: { ...m.ref, name: made.metadata.name! } };
  }
  const before = await call('GET', m.path).catch((error: unknown) => { if (error instanceof ApiError && error.code === 404) return undefined; throw error; });
  const after = await call('PATCH', `${m.path}?fieldManager=${MANAGER}&force=true&fieldValidation=Strict`, m.body, APPLY);
  const did = !before ? 'created' : before.metadata.resourceVersion === after.metadata.resourceVersion ? 'unchanged' : 'configured';
  return { text: `${m.resource} ${did}`, good: true, line: lineOf(m), ref: m.ref };
}

async function deleteOne(m: Manifest): Promise<Outcome> {
  await call('DELETE', m.path, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' });
  return { text: `${m.resource} deleted`, good: true, line: lineOf(m) };
}
