/**
 * Checks a text while it is typed: each document that changed goes to the API server as a dry run, and what it refuses or
 * warns of comes back at its line. Documents that did not change keep what was found.
 */
import { load } from 'js-yaml';
import { ApiError } from '../state/api.ts';
import type { Status } from '../../engine/api/errors.ts';
import { session } from '../state/cluster.ts';
import { APPLY, MANAGER } from './apply.ts';
import { splitDocuments, type Document } from './fieldLine.ts';
import { readManifests, refusal, unreadable, type Finding, type Manifest } from './manifest.ts';

/** Characters; a longer text is checked when it is applied. */
const MOST = 1024 * 1024;
/** Documents with mistakes that are asked about again though their text is the same. */
const AGAIN = 20;

/** Lines of the findings are relative to the document. */
let known = new Map<string, readonly Finding[]>();
let turn = 0;

/** Undefined when another check began meanwhile. `onSome` gets what is known so far, now and then. */
export async function check(text: string, onSome: (findings: readonly Finding[]) => void): Promise<readonly Finding[] | undefined> {
  const mine = ++turn;
  if (text.length > MOST) return [];
  const documents = splitDocuments(text);
  const makes = whatTheTextMakes(documents);
  const made = [...makes].join();
  let again = 0;
  const next = new Map<string, readonly Finding[]>();
  const all: Finding[] = [];
  let toldAt = performance.now();
  for (const document of documents) {
    const key = `${made}\n${document.text}`;
    // What was wrong may be right by now, by an apply or a line in the terminal: it is asked again.
    const before = known.get(key);
    const keep = before && (before.length === 0 || again++ >= AGAIN) ? before : undefined;
    const findings = next.get(key) ?? keep ?? (await checkOne({ line: 0, text: document.text }, makes));
    if (mine !== turn) return undefined;
    next.set(key, findings);
    for (const finding of findings) all.push({ ...finding, line: finding.line + document.line });
    if (performance.now() - toldAt > 300) { toldAt = performance.now(); onSome([...all]); }
  }
  known = next;
  return all;
}

async function checkOne(document: Document, makes: ReadonlySet<string>): Promise<Finding[]> {
  let manifests: Manifest[];
  try { manifests = await readManifests(document); } catch (error) { return [unreadable(error, document)].filter((f) => !comesWithText(f.text, makes)); }
  const found: Finding[] = [];
  for (const manifest of manifests) {
    try { found.push(...(await dryRun(manifest))); } catch (error) {
      // A worker that is starting anew answers nothing: no fault of the text.
      if (!(error instanceof ApiError)) return found;
      found.push(...refusal(error, manifest).filter((f) => !comesWithText(f.text, makes)));
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

/** Namespaces and kinds that documents of the text make, as `namespace shop` and `kind Backup`: what needs them is no mistake. */
function whatTheTextMakes(documents: readonly Document[]): ReadonlySet<string> {
  const makes = new Set<string>();
  for (const { text } of documents) {
    if (!/\bkind: *["']?(Namespace|CustomResourceDefinition)\b/.test(text)) continue;
    try {
      const made = load(text) as { kind?: string; metadata?: { name?: string }; spec?: { names?: { kind?: string } } } | null;
      if (made?.kind === 'Namespace') makes.add(`namespace ${made.metadata?.name}`);
      if (made?.kind === 'CustomResourceDefinition') makes.add(`kind ${made.spec?.names?.kind}`);
    } catch { /* told as its own finding */ }
  }
  return makes;
}

function comesWithText(message: string, makes: ReadonlySet<string>): boolean {
  const namespace = /namespaces "([^"]+)" not found/.exec(message)?.[1];
  if (namespace) return makes.has(`namespace ${namespace}`);
  const kind = /no matches for kind "([^"]+)"/.exec(message)?.[1];
  return kind !== undefined && makes.has(`kind ${kind}`);
}
