/** A shell of which every line is a command of its own: the folder goes from one to the next. */

/** Stands before the folder at the end of what a line wrote. */
const MARK = '\u0001';

/** The line as `sh -c` runs it, in the folder, telling at its end where it is. '' for the folder that a container starts in. */
export const scriptOf = (line: string, folder: string): string => `trap 'printf "\\001%s" "$PWD"' EXIT\n${folder === '' ? '' : `cd '${folder.replaceAll("'", `'\\''`)}'\n`}${line}`;

/** What the line wrote, and the folder it ended in; undefined when it did not say. */
export function outcomeOf(stdout: string): { readonly written: string; readonly folder: string | undefined } {
  const at = stdout.lastIndexOf(MARK);
  return at < 0 ? { written: stdout, folder: undefined } : { written: stdout.slice(0, at), folder: stdout.slice(at + 1) };
}
