/** A container's command line as a program that truly runs (https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/). */
import type { Container } from '../../api/types.ts';
import { COMMANDS } from '../commands/index.ts';
import { isShell } from '../launch.ts';
import type { Program } from '../program.ts';
import { scriptOutput } from '../script-output.ts';

/** `$(NAME)` of the container's environment; `$$` is a dollar. What is not set stays as it is. */
export const filled = (word: string, env: ReadonlyMap<string, string>): string => word.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name?: string) => (name === undefined ? '$' : env.get(name) ?? whole));

export const wordsOf = ({ command = [], args = [] }: Container): readonly string[] => [...command, ...args];

/** True for a program that is a shell, one of the usual commands, or a script in the container's files. */
export const isKnown = (word: string | undefined): boolean => word !== undefined && (isShell(word) || Object.hasOwn(COMMANDS, word.replace(/^\/(?:usr\/(?:local\/)?)?s?bin\//, '')) || /\.sh$/.test(word));

/** `assumed`: what the image holds beside the usual commands is not known, and is taken to run on. */
export const runWords = (words: readonly string[], assumed: boolean): NonNullable<Program['run']> =>
  (inside, io, start) => start(words.map((word) => filled(word, inside.env)), inside, { ...io, assumed });

const LOOP = /^\s*(?:(?:\w+=\d+|echo\s[^;|&<>$`]*|set\s[-+]\w+)\s*;\s*)*while\s+(?:true|:|\[\s*1\s*\]|\[\s*true\s*\])\s*;?\s*do\s([\s\S]*?);?\s*done\s*;?\s*$/;
const STEP = /^(?:(?:\/bin\/)?(?:echo|printf|date|sleep)\b[^|<>`]*|\w+=\$\(\(\s*\w+\s*\+\s*\d+\s*\)\)|)$/;

/**
 * A shell line that does nothing but write again and again: what it writes can be worked out when somebody reads it, so that it
 * costs nothing meanwhile. Undefined for any other.
 */
export function endlessOutput(script: string): ReturnType<typeof scriptOutput> {
  const [, body] = LOOP.exec(script) ?? [];
  if (body === undefined || !/\bsleep\s+[\d.]+/.test(body)) return undefined;
  const steps = body.split(/;|\n/).map((step) => step.trim());
  if (!steps.every((step) => STEP.test(step) && !/&&|\$\((?!\(|date)|\$\{?[A-Z_]{2,}/.test(step))) return undefined;
  return scriptOutput(script) ?? { lines: [] };
}
