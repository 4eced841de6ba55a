/** Errors that only the HTTP front gives, as v1.36 words them. */
import { failure, type Status, type StatusError } from '../engine/api/errors.ts';
import type { RestReply } from './exchange.ts';

/** What a path that nothing serves gets: text, no Status. */
export const pageNotFound = (): RestReply => ({
  status: 404, headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }, body: '404 page not found\n',
});

export const resourceNotFound = (): StatusError => failure(404, 'NotFound', 'the server could not find the requested resource', {});
export const methodNotAllowed = (): StatusError => failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
export const unauthorized = (): StatusError => failure(401, 'Unauthorized', 'Unauthorized');
export const notAcceptable = (accepted: readonly string[]): StatusError =>
  failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
export const unsupportedMediaType = (accepted: readonly string[]): StatusError =>
  failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`);
/** The router's own refusal. */
export const unsupportedByRoute = (): StatusError => failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
export const entityTooLarge = (limit: number): StatusError =>
  failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);

/** An exception that is no Status: the API server's own failure. */
export const internalFailure = (error: unknown): Status => ({
  kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure',
  message: `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`, reason: 'InternalError', code: 500,
});
