/** Query parameters and delete bodies as the options of a request, refused with the real server's words. */
import type { RequestOptions } from '../engine/api/api.ts';
import { badRequest } from '../engine/api/errors.ts';
import { forbiddenField, invalid, invalidObject, notSupported, required, tooLong, type FieldError } from '../engine/api/validation/field.ts';

/** As the query decoder reads a boolean: only `0` and `false` are false, an empty value is true. */
export function parseBoolean(text: string | null): boolean | undefined {
  if (text === null) return undefined;
  return text !== '0' && text.toLowerCase() !== 'false';
}

function parseInteger(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  return value;
}

const META = (kind: string): { group: string; kind: string } => ({ group: 'meta.k8s.io', kind });

function refuse(kind: string, errors: FieldError[]): void {
  if (errors.length) throw invalidObject(META(kind), '', errors);
}

export interface ListOptions extends RequestOptions {
  watch: boolean;
  allowWatchBookmarks: boolean;
  sendInitialEvents?: boolean;
  timeoutSeconds?: number;
}

export function listOptions(query: URLSearchParams, watch: boolean): ListOptions {
  const options: ListOptions = { watch: watch || parseBoolean(query.get('watch')) === true, allowWatchBookmarks: parseBoolean(query.get('allowWatchBookmarks')) === true };
  const text = (key: 'labelSelector' | 'fieldSelector' | 'continue' | 'resourceVersion' | 'resourceVersionMatch'): void => {
    const value = query.get(key);
    if (value) options[key] = value;
  };
  text('labelSelector');
  text('fieldSelector');
  text('continue');
  text('resourceVersion');
  text('resourceVersionMatch');
  const limit = parseInteger(query.get('limit'));
  if (limit !== undefined) options.limit = limit;
  const timeoutSeconds = parseInteger(query.get('timeoutSeconds'));
  if (timeoutSeconds !== undefined) options.timeoutSeconds = timeoutSeconds;
  const sendInitialEvents = parseBoolean(query.get('sendInitialEvents'));
  if (sendInitialEvents !== undefined) options.sendInitialEvents = sendInitialEvents;
  refuse('ListOptions', options.watch ? watchErrors(options) : listErrors(options));
  return options;
}

function listErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const match = options.resourceVersionMatch;
  const path = 'resourceVersionMatch';
  if (match) {
    if (!options.resourceVersion) errors.push(forbiddenField(path, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (options.continue) errors.push(forbiddenField(path, 'resourceVersionMatch is forbidden when continue is provided'));
    if (match !== 'Exact' && match !== 'NotOlderThan') errors.push(notSupported(path, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && options.resourceVersion === '0') errors.push(forbiddenField(path, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (options.sendInitialEvents !== undefined) errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const match = options.resourceVersionMatch;
  const path = 'resourceVersionMatch';
  if (options.sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(forbiddenField(path, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match) {
    if (options.sendInitialEvents === undefined) errors.push(forbiddenField(path, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
    if (match !== 'NotOlderThan') errors.push(notSupported(path, match, ['NotOlderThan']));
    if (options.continue) errors.push(forbiddenField(path, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  return errors;
}

/** Bytes of a field manager's name. */
const MAX_FIELD_MANAGER = 128;

/** Letters, marks, numbers, punctuation, symbols, and of the spaces the plain one: what Go calls printable. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function unprintable(fieldManager: string): FieldError[] {
  if (/^[\x20-\x7e]*$/.test(fieldManager)) return [];
  const errors: FieldError[] = [];
  let at = 0;
  for (const letter of fieldManager) {
    const code = `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    if (!PRINTABLE.test(letter)) errors.push(invalid('fieldManager', fieldManager, `invalid character ${code} (at position ${at})`));
    at += new TextEncoder().encode(letter).length;
  }
  return errors;
}

/** Options of create, update and patch; `kind` is what an error calls them (`CreateOptions`). `userAgent` names the manager when nothing else does. */
export function writeOptions(query: URLSearchParams, kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions', userAgent: string | undefined, apply = false): RequestOptions {
  const options: RequestOptions = {};
  const errors: FieldError[] = [];
  readDryRun(query.getAll('dryRun'), options, errors);
  const fieldManager = query.get('fieldManager');
  const force = parseBoolean(query.get('force'));
  if (kind === 'PatchOptions') {
    if (apply && !fieldManager) errors.push(required('fieldManager', 'is required for apply patch'));
    if (!apply && force !== undefined) errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
    if (force !== undefined) options.force = force;
  }
  if (fieldManager && fieldManager.length * 3 > MAX_FIELD_MANAGER && new TextEncoder().encode(fieldManager).length > MAX_FIELD_MANAGER) errors.push(tooLong('fieldManager', MAX_FIELD_MANAGER));
  if (fieldManager) errors.push(...unprintable(fieldManager));
  const validation = query.get('fieldValidation');
  if (validation) {
    if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore') errors.push(notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']));
    else options.fieldValidation = validation;
  }
  refuse(kind, errors);
  options.fieldManager = fieldManager || managerFromUserAgent(userAgent);
  return options;
}

function readDryRun(values: readonly string[], options: RequestOptions, errors: FieldError[]): void {
  const given = values.filter((value) => value !== '');
  if (!given.length) return;
  if (given.some((value) => value !== 'All')) errors.push(notSupported('dryRun', given, ['All']));
  options.dryRun = true;
}

/** `kubectl/v1.36.2 (linux/amd64)` is the manager `kubectl`. */
export const managerFromUserAgent = (userAgent: string | undefined): string => (userAgent ?? '').split('/')[0] || 'unknown';

interface DeleteOptionsBody {
  gracePeriodSeconds?: unknown; propagationPolicy?: unknown; orphanDependents?: unknown; dryRun?: unknown;
  preconditions?: { uid?: string; resourceVersion?: string } | null;
}

/** Options of delete and deletecollection: from the body when there is one, else from the query. */
export function deleteOptions(query: URLSearchParams, body: unknown, userAgent: string | undefined): RequestOptions {
  const options: RequestOptions = { fieldManager: managerFromUserAgent(userAgent) };
  const errors: FieldError[] = [];
  if (body !== undefined && body !== null) {
    const given = body as DeleteOptionsBody;
    if (typeof given.gracePeriodSeconds === 'number') options.gracePeriodSeconds = given.gracePeriodSeconds;
    if (typeof given.propagationPolicy === 'string') options.propagationPolicy = given.propagationPolicy;
    if (typeof given.orphanDependents === 'boolean') options.orphanDependents = given.orphanDependents;
    if (given.preconditions) options.preconditions = given.preconditions;
    if (Array.isArray(given.dryRun)) readDryRun(given.dryRun as string[], options, errors);
  } else {
    const gracePeriodSeconds = parseInteger(query.get('gracePeriodSeconds'));
    if (gracePeriodSeconds !== undefined) options.gracePeriodSeconds = gracePeriodSeconds;
    const propagationPolicy = query.get('propagationPolicy');
    if (propagationPolicy) options.propagationPolicy = propagationPolicy;
    const orphanDependents = parseBoolean(query.get('orphanDependents'));
    if (orphanDependents !== undefined) options.orphanDependents = orphanDependents;
    readDryRun(query.getAll('dryRun'), options, errors);
  }
  const policy = options.propagationPolicy;
  if (policy !== undefined && options.orphanDependents !== undefined) {
    errors.unshift(invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  } else if (policy !== undefined && policy !== 'Foreground' && policy !== 'Background' && policy !== 'Orphan') {
    errors.unshift(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  }
  refuse('DeleteOptions', errors);
  return options;
}
