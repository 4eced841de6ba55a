/** Reads the documents of a text: what each is, where it goes, and at which line it stands. */
import { load, YAMLException } from 'js-yaml';
import type { AnyObject } from '../../engine/api/types.ts';
import { ApiError } from '../state/api.ts';
import { pathOf } from '../state/paths.ts';
import type { Ref } from '../state/selection.ts';
import { fieldLine, type Document } from './fieldLine.ts';

export interface Manifest {
  /** 0-based line at which its document begins. */
  readonly line: number;
  readonly source: string;
  /** Where the object stands in its document: '' or, in a List, `items[2].`. */
  readonly within: string;
  /** What is sent: the object, or the text as it is when it is big (the server parses that away from the page). */
  readonly body: AnyObject | string;
  readonly ref: Ref;
  /** `/api/v1/namespaces/default/pods/web` */
  readonly path: string;
  readonly collection: string;
  /** `deployment.apps/web`, as kubectl says it. */
  readonly resource: string;
}

export interface Finding {
  readonly text: string;
  readonly severity: 'error' | 'warning';
  /** 1-based, in the whole text. */
  readonly line: number;
}

/** An error about a field that the page itself found. */
export class Problem extends Error {
  constructor(readonly field: string, message: string) { super(message); }
}

/** Characters; past this the page does not parse a document itself. */
const BIG = 256 * 1024;
/** What the API server takes, bytes: more it would not even read. */
const MOST = 3 * 1024 * 1024;

export async function readManifests(document: Document): Promise<Manifest[]> {
  if (document.text.length > MOST) throw new Problem('', 'Request entity too large: limit is 3145728');
  if (document.text.length > BIG) return [await big(document)];
  const value = load(document.text) as AnyObject | null;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Problem('', `Object 'Kind' is missing in '${document.text.trim().split('\n')[0]!.slice(0, 60)}'`);
  const items = (value as { kind?: string }).kind === 'List' ? (value as unknown as { items?: AnyObject[] }).items ?? [] : [value];
  const found: Manifest[] = [];
  for (const [i, object] of items.entries()) found.push(await manifestOf(object, document, object, items[0] === value ? '' : `items[${i}].`));
  return found;
}

/** Only what stands at the top of a big document is read: enough to know where to send it. */
function big(document: Document): Promise<Manifest> {
  const head = (name: string): string | undefined => new RegExp(`^${name}:[ \\t]*["']?([^"'\\s#]+)`, 'm').exec(document.text)?.[1];
  const metadata = /^metadata:[ \t]*\n((?:[ \t]+.*\n|[ \t]*\n)*)/m.exec(document.text)?.[1] ?? '';
  const indent = /^[ \t]+/.exec(metadata)?.[0] ?? '';
  const inside = (name: string): string | undefined => new RegExp(`^${indent}${name}:[ \\t]*["']?([^"'\\s#]+)`, 'm').exec(metadata)?.[1];
  return manifestOf({ kind: head('kind'), apiVersion: head('apiVersion'), metadata: { name: inside('name'), namespace: inside('namespace') } } as unknown as AnyObject, document, document.text);
}

async function manifestOf(object: AnyObject, document: Document, body: AnyObject | string, within = ''): Promise<Manifest> {
  const { kind, apiVersion, metadata } = object as AnyObject & { kind?: string; apiVersion?: string };
  if (!kind) throw new Problem(within.slice(0, -1), "Object 'Kind' is missing");
  if (!apiVersion) throw new Problem(`${within}kind`, "Object 'apiVersion' is missing");
  const ref: Ref = { kind, apiVersion, namespace: metadata?.namespace ?? 'default', name: metadata?.name ?? '' };
  let collection: string;
  try { collection = await pathOf({ ...ref, name: '' }); } catch (error) { throw new Problem(`${within}kind`, `${(error as Error).message}: ensure CRDs are installed first`); }
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  return { line: document.line, source: document.text, within, body, ref, collection, path: `${collection}/${ref.name}`, resource: `${group ? `${kind.toLowerCase()}.${group}` : kind.toLowerCase()}${ref.name && `/${ref.name}`}` };
}

/** What the API server refused, one finding a cause, each at the line of its field. */
export function refusal(error: unknown, m: Manifest): Finding[] {
  if (!(error instanceof ApiError)) return [unreadable(error, { line: m.line, text: m.source })];
  const at = (field: string): number => m.line + fieldLine(m.source, `${m.within}${field}`) + 1;
  const causes = error.status.details?.causes?.filter((c) => c.field && c.field !== '<nil>') ?? [];
  if (causes.length > 0) return causes.map((c) => ({ text: `${m.resource}: ${c.field}: ${c.message}`, severity: 'error', line: at(c.field!) }));
  const named = fieldsNamed(error.message, m.body);
  if (named.length <= 1) return [{ text: error.message, severity: 'error', line: at(named[0]?.field ?? '') }];
  return named.map(({ field, text }) => ({ text: `${m.resource}: ${text}`, severity: 'error', line: at(field) }));
}

/** Decoding errors name fields in their text: `unknown field "spec.foo"`, `.spec.foo: field not declared in schema`. */
export function fieldsNamed(message: string, body?: AnyObject | string): { readonly field: string; readonly text: string }[] {
  const found = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map((m) => ({ field: m[1]!, text: m[0] }));
  if (found.length > 0) return found;
  const typed = [...message.matchAll(/\.((?:[\w-]+(?:\[(?:"[^"]*"|[^\]])*\])*\.?)+): (field not declared in schema|expected [^,\n]+)/g)].map((m) => ({ field: m[1]!, text: `${m[1]}: ${m[2]}` }));
  if (typed.length > 0) return typed;
  const twice = /\.((?:[\w-]+(?:\[(?:"[^"]*"|[^\]])*\])*\.?)+): duplicate entries for key \[([^\]]+)\]/.exec(message);
  if (twice) return [{ field: `${twice[1]}[${twice[2]}]`, text: message }];
  if (/^namespaces "[^"]+" not found$/.test(message)) return [{ field: 'metadata.namespace', text: message }];
  const quantity = /quantities must match the regular expression/.test(message) && typeof body === 'object' ? badQuantity(body) : undefined;
  if (quantity !== undefined) return [{ field: quantity, text: message }];
  // `json: cannot unmarshal string into Go struct field Deployment.spec.replicas of type int32`; its lists are without an index.
  const go = /Go struct field \w+\.([\w.]+) of type/.exec(message)?.[1];
  if (go) return [{ field: go, text: message }];
  const first = /^\.?([a-z][\w.[\]]*): /.exec(message)?.[1];
  return first ? [{ field: first, text: message }] : [];
}

export function unreadable(error: unknown, document: Document): Finding {
  if (error instanceof YAMLException) return { text: `error parsing YAML: ${error.reason}`, severity: 'error', line: document.line + (error.mark?.line ?? 0) + 1 };
  const field = error instanceof Problem ? error.field : '';
  return { text: (error as Error).message, severity: 'error', line: document.line + fieldLine(document.text, field) + 1 };
}

/** Fields whose values (or the values below them) are quantities. */
const OF_QUANTITIES = new Set(['limits', 'requests', 'hard', 'capacity', 'min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio', 'sizeLimit', 'divisor', 'averageValue', 'overhead', 'podFixed']);

/** The path of the first value that should be a quantity and is none: the decoder's own error does not name it. */
function badQuantity(value: unknown, path = '', expected = false): string | undefined {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) { const found = badQuantity(item, `${path}[${i}]`); if (found !== undefined) return found; }
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) { const found = badQuantity(inner, path === '' ? key : `${path}.${key}`, expected || OF_QUANTITIES.has(key)); if (found !== undefined) return found; }
  } else if (expected && value !== null && !/^[+-]?[0-9.]+([eE][-+]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$/.test(String(value))) return path;
  return undefined;
}
