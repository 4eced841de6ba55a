import type { ResolvedCommandContext } from 'just-bash/browser';
import type { Screen } from '../laptop-fs.ts';
import { TTY } from '../to-terminal.ts';
import { sinks } from './sinks.ts';

/** What a command prints: shown at once on a terminal or at the head of an endless pipe, else handed on when it ends. */
export interface Output {
  stdout(text: string): void;
  stderr(text: string): void;
  /** What was not shown yet. */
  readonly kept: { stdout: string; stderr: string };
}

export function outputOf(ctx: ResolvedCommandContext, screen: Screen): Output {
  const kept = { stdout: '', stderr: '' };
  const sink = sinks.get(ctx.env.get('__sink'));
  const tty = ctx.env.get(TTY) === '1';
  return {
    kept,
    stdout(text) { if (sink) sink(text); else if (tty) screen(text, 'stdout'); else kept.stdout += text; },
    // In the order in which they come, when both are the terminal's.
    stderr(text) { if (tty || sink) screen(text, 'stderr'); else kept.stderr += text; },
  };
}
