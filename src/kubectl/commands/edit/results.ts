import { groupResourceOf } from '../../client/discovery.ts';
import type { ServerFailure } from '../../failure.ts';
import type { Target } from '../../resources/builder.ts';

interface Reason { readonly head: string; readonly causes: readonly string[] }

const commented = (text: string): string => text.replaceAll('\n', '\n# ');

/** What came of one round in the editor; the reasons stand in the file when it opens again. */
export class EditResults {
  readonly #reasons: Reason[] = [];
  /** Something was refused for another reason than its content. */
  retryable = false;
  /** Something that was edited is deleted. */
  gone = false;

  /** The content of something was refused. */
  get refused(): boolean { return this.#reasons.length > 0; }

  note(head: string): void { this.#reasons.push({ head, causes: [] }); }

  /** Gives the text for standard error, without a line end. */
  invalid(target: Target, causes: readonly string[]): string {
    const what = nameOf(target);
    this.#reasons.push({ head: `${what} was not valid`, causes });
    return `error: ${what} is invalid`;
  }

  /** The server refused to patch; gives the text for standard error, without a line end. */
  refuse(target: Target, { status, message }: ServerFailure): string {
    if (status.reason === 'Invalid') return this.invalid(target, (status.details?.causes ?? []).map(({ field, message: why }) => `${field}: ${why}`));
    if (status.reason === 'NotFound') {
      this.gone = true;
      return `error: ${nameOf(target)} could not be found on the server`;
    }
    this.retryable = true;
    return `error: ${nameOf(target)} could not be patched: ${message}`;
  }

  /** Comments for the head of the file. */
  notes(): string {
    return this.#reasons.map(({ head, causes }) => `# ${commented(head)}${causes.length > 0 ? ':' : ''}\n${causes.map((cause) => `# * ${commented(cause)}\n`).join('')}#\n`).join('');
  }
}

const nameOf = ({ mapping, name }: Target): string => `${groupResourceOf(mapping)} ${JSON.stringify(name)}`;
