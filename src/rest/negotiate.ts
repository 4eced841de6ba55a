/**
 * Which form of an answer a client takes (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-representations).
 * Answers are JSON or YAML: a client that would rather have protobuf names JSON as its second choice.
 */
import { notAcceptable } from './errors.ts';

export interface MediaType {
  /** `application/json` or `application/yaml`. */
  readonly type: string;
  /** What the object is to be turned into. */
  readonly as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  readonly pretty?: boolean;
}

interface Clause { type: string; subtype: string; parameters: ReadonlyMap<string, string>; quality: number }

const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const JSON_TYPE: MediaType = { type: 'application/json' };

const clauses = new Map<string, readonly Clause[]>();

/** Clauses of an Accept header, best first. Clients send few different ones, so parsed headers are kept. */
export function parseAccept(header: string): readonly Clause[] {
  const known = clauses.get(header);
  if (known) return known;
  const parsed = header.split(',').map(parseClause).filter((clause) => clause.type !== '');
  parsed.sort((a, b) => b.quality - a.quality);
  if (clauses.size > 1000) clauses.clear();
  clauses.set(header, parsed);
  return parsed;
}

function parseClause(text: string): Clause {
  const [range = '', ...rest] = text.split(';');
  const [type = '', subtype = ''] = range.trim().toLowerCase().split('/');
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const [key = '', value = ''] = part.split('=');
    parameters.set(key.trim(), value.trim().replace(/^"(.*)"$/, '$1'));
  }
  return { type, subtype, parameters, quality: parameters.has('q') ? Number(parameters.get('q')) || 0 : 1 };
}

/** The form of the answer to a request for objects. Throws 406. `transforms` says which `as=` this request allows. */
export function negotiate(accept: string | undefined, transforms: ReadonlySet<string> = NO_TRANSFORMS): MediaType {
  if (!accept || accept === 'application/json' || accept === '*/*') return JSON_TYPE;
  for (const clause of parseAccept(accept)) {
    const base = acceptedType(clause);
    if (!base) continue;
    const as = clause.parameters.get('as');
    if (as === undefined) return clause.parameters.get('pretty') === '1' ? { type: base, pretty: true } : { type: base };
    if (!transforms.has(as) || clause.parameters.get('g') !== 'meta.k8s.io' || !META_VERSIONS.has(clause.parameters.get('v') ?? '')) continue;
    return { type: base, as: as as MediaType['as'] };
  }
  throw notAcceptable(ACCEPTED);
}

const META_VERSIONS = new Set(['v1', 'v1beta1']);
const NO_TRANSFORMS: ReadonlySet<string> = new Set();
export const OBJECT_TRANSFORMS: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadata']);
export const LIST_TRANSFORMS: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadataList']);
export const WATCH_TRANSFORMS: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

function acceptedType(clause: Clause): string | undefined {
  if (clause.type === '*' && clause.subtype === '*') return 'application/json';
  if (clause.type !== 'application') return undefined;
  if (clause.subtype === 'json' || clause.subtype === '*') return 'application/json';
  return clause.subtype === 'yaml' ? 'application/yaml' : undefined;
}

/** Indented when asked for, or when a person looks at it with curl or a browser. */
export function isPretty(media: MediaType, query: URLSearchParams, userAgent: string | undefined): boolean {
  const pretty = query.get('pretty');
  if (pretty !== null) return pretty === '1' || pretty === 't' || pretty === 'T' || pretty === 'true' || pretty === 'TRUE' || pretty === 'True';
  return media.pretty === true || (userAgent !== undefined && /^(curl|Wget|Mozilla\/5\.0)/.test(userAgent));
}
