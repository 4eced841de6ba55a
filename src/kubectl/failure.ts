/** Why a command ends early, and the words kubectl has for it. Exit code 1 unless said otherwise. */
import type { Status } from '../engine/api/errors.ts';

/** An error of kubectl itself: printed after `error: `. */
export class Failure extends Error {
  readonly code: number;
  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

/** Wrong use of a command: its text is printed as it is. */
export class UsageFailure extends Failure {}

/** A template that failed on an object; `output` is for standard output. */
export class TemplateFailure extends Failure {
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/** klog's last words: a line with a head. `place` is the file and line in kubectl. */
export class FatalFailure extends Failure {
  readonly place: string;
  constructor(message: string, place: string) {
    super(message);
    this.place = place;
  }
}

/** Ends with an exit code, nothing printed. */
export class Exit extends Failure {
  constructor(code: number) { super('', code); }
}

/** The API server's answer is a failure. */
export class ServerFailure extends Failure {
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? '');
    this.status = status;
  }
}

/** Several, printed one a line. */
export class Failures extends Failure {
  readonly all: readonly Failure[];
  constructor(all: readonly Failure[]) {
    super(all.map(({ message }) => message).join(', '));
    this.all = all;
  }
}

/** The same failure with another exit code. */
export const withCode = <T extends Failure>(failure: T, code: number): T => Object.assign(failure, { code });

/** A failure with the place it came from put before its message, as for objects out of files. */
export function at(failure: Failure, verb: string, source: string | undefined): Failure {
  if (source === undefined || source === '') return failure;
  if (failure instanceof ServerFailure) return new ServerFailure({ ...failure.status, message: `error when ${verb} "${source}": ${failure.message}` });
  return new Failure(`error when ${verb} "${source}": ${failure.message}`);
}

export const isNotFound = (failure: unknown): failure is ServerFailure => failure instanceof ServerFailure && failure.status.reason === 'NotFound';
export const isConflict = (failure: unknown): failure is ServerFailure => failure instanceof ServerFailure && failure.status.reason === 'Conflict';

/** What is printed for a failure, with its line ends. */
export function failureText(failure: Failure): string {
  if (failure instanceof Exit) return '';
  if (failure instanceof UsageFailure) return line(failure.message);
  if (failure instanceof Failures) {
    if (failure.all.length === 1) return failureText(failure.all[0]!);
    return failure.all.map((one) => line(messageOf(one))).join('');
  }
  if (failure instanceof ServerFailure) {
    if (failure.status.reason === 'Invalid' && failure.status.code === 422) return invalidText(failure.status);
    return line(serverMessage(failure.status));
  }
  return line(failure.message.startsWith('error: ') ? failure.message : `error: ${failure.message}`);
}

const line = (text: string): string => (text.endsWith('\n') || text === '' ? text : `${text}\n`);

/** As part of a list of failures: no `error: ` before kubectl's own. */
export const messageOf = (failure: Failure): string => (failure instanceof ServerFailure ? serverMessage(failure.status) : failure.message);

function serverMessage({ reason, message = '' }: Status): string {
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`;
  return reason ? `Error from server (${reason}): ${message}` : `Error from server: ${message}`;
}

function invalidText({ details, message = '' }: Status): string {
  if (!details) return line(`The request is invalid${message === '' ? '' : `: ${message}`}`);
  const causes = [...new Set((details.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`))];
  let text = 'The request is invalid';
  if (details.kind || details.name) text = `The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid`;
  else if (message !== '' && causes.length === 0) text += `: ${message}`;
  if (causes.length === 0) return line(text);
  return causes.length === 1 ? line(`${text}: ${causes[0]}`) : `${text}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}
