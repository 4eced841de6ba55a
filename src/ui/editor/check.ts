/**
 * Checks a text while it is typed: each document that changed goes to the API server as a dry run, and what it refuses or
 * warns of comes back at its line. Documents that did not change keep what was found.
 */
import { ApiError } from '../state/api.ts';
import type { Status } from '../../engine/api/errors.ts';
import { session } from '../state/cluster.ts';
import { APPLY, MANAGER } from './apply.ts';
import { splitDocuments, type Document } from './fieldLine.ts';
import { readManifests, refusal, unreadable, type Finding, type Manifest } from './manifest.ts';

/** Characters; a longer text is checked when it is applied. */
const MOST = 1024 * 1024;

/** Lines of the findings are relative to the document. */
let known = new Map<string, readonly Finding[]>();
let turn = 0;

/** Undefined when another check began meanwhile. `onSome` gets what is known so far, now and then. */
export async function check(text: string, onSome: (findings: readonly Finding[]) => void): Promise<readonly Finding[] | undefined> {
  const mine = ++turn;
  if (text.length > MOST) return [];
  const documents = splitDocuments(text);
  const made = whatTheTextMakes(text);
  const next = new Map<string, readonly Finding[]>();
  const all: Finding[] = [];
  let toldAt = performance.now();
  for (const document of documents) {
    const key = `${made}\n${document.text}`;
    const findings = next.get(key) ?? known.get(key) ?? (await checkOne({ line: 0, text: document.text }, text));
    if (mine !== turn) return undefined;
    next.set(key, findings);
    for (const finding of findings) all.push({ ...finding, line: finding.line + document.line });
    if (performance.now() - toldAt > 300) { toldAt = performance.now(); onSome([...all]); }
  }
  known = next;
  return all;
}

/** What was found depends on the cluster: forget it when the cluster may have changed. */
export const forgetChecks = (): void => { known = new Map(); };

async function checkOne(document: Document, whole: string): Promise<Finding[]> {
  let manifests: Manifest[];
  try { manifests = await readManifests(document); } catch (error) { return [unreadable(error, document)].filter((f) => !comesWithText(f.text, whole)); }
  const found: Finding[] = [];
  for (const manifest of manifests) {
    try { found.push(...(await dryRun(manifest))); } catch (error) {
      // A worker that is starting anew answers nothing: no fault of the text.
      if (!(error instanceof ApiError)) return found;
      found.push(...refusal(error, manifest).filter((f) => !comesWithText(f.text, whole)));
    }
  }
  return found;
}

async function dryRun(m: Manifest): Promise<Finding[]> {
  const query = `dryRun=All&fieldManager=${MANAGER}&fieldValidation=Strict`;
  const named = m.ref.name !== '';
  const answer = await session.request(named ? 'PATCH' : 'POST', `${named ? m.path : m.collection}?${query}${named ? '&force=true' : ''}`, { body: typeof m.body === 'string' ? m.body : JSON.stringify(m.body), headers: { 'content-type': named ? APPLY : 'application/json' } });
  if (answer.status >= 400) {
    let status: Status;
    try { status = JSON.parse(answer.body) as Status; } catch { return [{ text: answer.body, severity: 'error', line: m.line + 1 }]; }
    throw new ApiError(status);
  }
  return [...(answer.headers.warning ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text]): Finding => {
    const message = text!.replace(/\\(.)/g, '$1');
    const [finding] = refusal(new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 400 }), m);
    return { text: message, severity: 'warning', line: finding?.line ?? m.line + 1 };
  });
}

/** Namespaces and kinds that other documents of the text make: what needs them is no mistake. */
const whatTheTextMakes = (text: string): string => [...text.matchAll(/^kind: *(Namespace|CustomResourceDefinition)\b/gm)].length.toString();

function comesWithText(message: string, whole: string): boolean {
  const namespace = /namespaces "([^"]+)" not found/.exec(message)?.[1];
  if (namespace) return /^kind: *Namespace\b/m.test(whole) && new RegExp(`^  name: *["']?${namespace.replaceAll('.', '\\.')}["']?\\s*$`, 'm').test(whole);
  const kind = /no matches for kind "([^"]+)"/.exec(message)?.[1];
  return kind !== undefined && /^kind: *CustomResourceDefinition\b/m.test(whole) && new RegExp(`kind: *["']?${kind}["']?\\s*$`, 'm').test(whole);
}
