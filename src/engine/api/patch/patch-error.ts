/** Errors of a strategic merge patch, with the texts of apimachinery's mergepatch, and the Status each becomes. */
import { badRequest, StatusError } from '../errors.ts';
import { goPrint, goTypeName, type JsonObject } from './json-value.ts';

export class PatchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatchError';
  }
}

/** The texts that answer 400. */
export const FORMAT = {
  primitiveList: 'invalid patch format of primitive list',
  retainKeys: 'invalid patch format of retainKeys',
  setElementOrder: 'invalid patch format of setElementOrder list',
} as const;

export const NO_LIST_OF_LISTS = 'lists of lists are not supported';

export const noMergeKey = (map: JsonObject, mergeKey: string): PatchError =>
  new PatchError(`map: ${goPrint(map)} does not contain declared merge key: ${mergeKey}`);

export const badArgument = (expected: unknown, actual: unknown): PatchError =>
  new PatchError(`expected a ${goTypeName(expected)}, but received a ${goTypeName(actual)}`);

/** Malformed directives are the client's fault (400); a list of lists is 422; the rest the server takes for its own fault. */
export function statusOf(error: PatchError): StatusError {
  if (Object.values<string>(FORMAT).includes(error.message)) return badRequest(error.message);
  if (error.message === NO_LIST_OF_LISTS) {
    return new StatusError({
      kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Invalid', code: 422, details: {},
      message: 'the server rejected our request due to an error in our request',
    });
  }
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: error.message, code: 500 });
}
