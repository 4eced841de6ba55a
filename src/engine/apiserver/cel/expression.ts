/** One CEL expression: compiled once, run with values of its variables. Errors have cel-go's texts, as Kubernetes shows them. */
import type { Environment } from '@marcbachmann/cel-js';

/** Thrown by `run`: `no such key: foo`. */
export class CelError extends Error {}

export interface Expression {
  readonly source: string;
  /** Type of the result as far as it is known: `bool`, `dyn`. */
  readonly type: string;
  /** Throws `CelError`. */
  run(variables: Record<string, unknown>): unknown;
}

export interface CompileError {
  /** `ERROR: <input>:1:6: undeclared reference to 'foo' (in container '')` and the place below it. */
  readonly error: string;
}

export type Compiled = Expression | CompileError;

/** True for an expression that did not compile. */
export const isCompileError = (compiled: Compiled): compiled is CompileError => 'error' in compiled;

interface Failure { summary?: string; message: string; code?: string; range?: { start: number; end: number } }

/** `result` is the type that the expression must have. */
export function compile(environment: Environment, source: string, result?: 'bool' | 'string'): Compiled {
  try {
    const parsed = environment.parse(source);
    const checked = parsed.check();
    if (!checked.valid) return { error: located(source, checked.error as unknown as Failure) };
    const type = String(checked.type);
    if (result && type !== result && !type.startsWith('dyn')) return { error: `must evaluate to ${result}` };
    return { source, type, run: (variables) => evaluate(parsed as (context: Record<string, unknown>) => unknown, variables) };
  } catch (error) {
    return { error: located(source, error as Failure) };
  }
}

function evaluate(parsed: (context: Record<string, unknown>) => unknown, variables: Record<string, unknown>): unknown {
  try {
    return parsed(variables);
  } catch (error) {
    throw new CelError(runtimeText(error as Failure));
  }
}

const summaryOf = ({ summary, message }: Failure): string => (summary ?? message).split('\n')[0]!;

/** cel-go's words for what went wrong while running. */
function runtimeText(failure: Failure): string {
  const summary = summaryOf(failure);
  const key = /^No such key: (.*)$/s.exec(summary);
  if (key) {
    const index = /^index out of bounds, index (-?\d+)/.exec(key[1]!);
    return index ? `index out of bounds: ${index[1]}` : `no such key: ${key[1]}`;
  }
  if (/^no such overload|^found no matching overload/.test(summary)) return 'no such overload';
  if (/^integer overflow|^numeric overflow/i.test(summary)) return 'integer overflow';
  if (/^modulo by zero/i.test(summary)) return 'modulus by zero';
  return summary;
}

/** cel-go's words for what cannot be compiled, with line, column and the place marked. */
const located = (source: string, failure: Failure): string => compileErrorAt(source, failure.range?.start ?? 0, compileText(failure));

/** A message with the place it is about, as cel-go shows it. `start` is an offset in `source`. */
export function compileErrorAt(source: string, start: number, message: string): string {
  const before = source.slice(0, start).split('\n');
  const line = before.length, column = before[before.length - 1]!.length;
  const text = source.split('\n')[line - 1] ?? '';
  return `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${text}\n | ${'.'.repeat(column)}^`;
}

function compileText(failure: Failure): string {
  const summary = summaryOf(failure);
  const variable = /^Unknown variable: (.*)$/.exec(summary);
  if (variable) return `undeclared reference to '${variable[1]}' (in container '')`;
  const overload = /^no such overload: (\S+) (\S+) (\S+)$/.exec(summary);
  if (overload) return `found no matching overload for '_${overload[2]}_' applied to '(${overload[1]}, ${overload[3]})'`;
  const call = /^found no matching overload for '(?:[^.']*\.)?(\w+)\((.*)\)'$/.exec(summary);
  if (call) return `undeclared reference to '${call[1]}' (in container '')`;
  if (failure.code === 'unexpected_token' || /^Unexpected|^Expected/.test(summary)) return `Syntax error: ${summary.replace(/^Unexpected token: EOF$/, "mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}")}`;
  return summary;
}
