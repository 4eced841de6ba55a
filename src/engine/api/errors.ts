/**
 * Kubernetes' `Status` errors: what the API server answers instead of an object.
 * Texts follow k8s.io/apimachinery's api/errors as observed on v1.36.
 */
export interface StatusCause { reason?: string; message?: string; field?: string }

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, unknown>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code: number;
}

/** Thrown by every `Api` call that fails. `status` is the body a client gets; `code` its HTTP status. */
export class StatusError extends Error {
  readonly status: Status;
  /** HTTP warnings that the request had earned before it was refused. */
  warnings: readonly string[] | undefined;
  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'unknown error');
    this.name = 'StatusError';
    this.status = status;
  }
  get code(): number { return this.status.code; }
  get reason(): string { return this.status.reason ?? ''; }
}

export function failure(code: number, reason: string, message: string, details?: StatusDetails): StatusError {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  if (details) status.details = details;
  return new StatusError(status);
}

interface GroupResource { group: string; resource: string }

const qualified = (r: GroupResource): string => (r.group ? `${r.resource}.${r.group}` : r.resource);
const details = (r: GroupResource, name: string): StatusDetails => ({ name, ...(r.group ? { group: r.group } : {}), kind: r.resource });

export const notFound = (r: GroupResource, name: string): StatusError =>
  failure(404, 'NotFound', `${qualified(r)} "${name}" not found`, details(r, name));

export const alreadyExists = (r: GroupResource, name: string): StatusError =>
  failure(409, 'AlreadyExists', `${qualified(r)} "${name}" already exists`, details(r, name));

export const conflict = (r: GroupResource, name: string, why: string): StatusError =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(r)} "${name}": ${why}`, details(r, name));

/** The text of a stale resourceVersion on an update. */
export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

export const badRequest = (message: string): StatusError => failure(400, 'BadRequest', message);

export const forbidden = (r: GroupResource, name: string, why: string): StatusError =>
  failure(403, 'Forbidden', name ? `${qualified(r)} "${name}" is forbidden: ${why}` : `${qualified(r)} is forbidden: ${why}`, name || r.resource ? details(r, name) : undefined);

export const methodNotSupported = (r: GroupResource, verb: string): StatusError =>
  failure(405, 'MethodNotAllowed', `${verb} is not supported on resources of kind "${qualified(r)}"`, details(r, ''));

export const expired = (message: string): StatusError => failure(410, 'Expired', message);

export const internalError = (message: string): StatusError =>
  failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });

export const isNotFound = (error: unknown): error is StatusError => error instanceof StatusError && error.reason === 'NotFound';
export const isConflict = (error: unknown): error is StatusError => error instanceof StatusError && error.reason === 'Conflict';
export const isAlreadyExists = (error: unknown): error is StatusError => error instanceof StatusError && error.reason === 'AlreadyExists';

export const isStatusError = (error: unknown): error is StatusError => error instanceof StatusError;
