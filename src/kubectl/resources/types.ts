/** The flags by which most commands name their objects. */
import type { Call } from '../call.ts';
import type { Steps } from '../effect.ts';
import { select, type SelectOptions, type Selection } from './builder.ts';

/** Reads `-f`, `-R`, `-A`, `-l`, `--field-selector` and `--all` where the command has them. */
export function* selectByFlags(call: Call, args: readonly string[], more: Partial<SelectOptions> = {}): Steps<Selection> {
  const { flags } = call;
  return yield* select(call, {
    args,
    files: flags.has('filename') ? flags.list('filename') : [],
    recursive: flags.has('recursive') && flags.bool('recursive'),
    allNamespaces: flags.has('all-namespaces') && flags.bool('all-namespaces'),
    selector: flags.has('selector') ? flags.string('selector') : '',
    fieldSelector: flags.has('field-selector') ? flags.string('field-selector') : '',
    all: flags.has('all') && flags.bool('all'),
    ...more,
  });
}
