/** `timeout 5 CMD`: stops a command after so long, in the cluster's time as `sleep` is; what it prints is seen as it comes. */
import type { CustomCommand } from 'just-bash/browser';
import { TTY } from '../to-terminal.ts';
import type { World } from '../world.ts';

const MS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

export const timeoutCommand = (world: World): CustomCommand => ({
  name: 'timeout',
  async execute(args, ctx) {
    let i = 0;
    for (; i < args.length && args[i]!.startsWith('-'); i++) if (/^-[sk]$/.test(args[i]!)) i++;
    const [, number, unit] = /^(\d*\.?\d+)([smhd]?)$/.exec(args[i] ?? '') ?? [];
    if (number === undefined) return { stdout: '', stderr: args[i] === undefined ? "timeout: missing operand\nTry 'timeout --help' for more information.\n" : `timeout: invalid time interval '${args[i]}'\nTry 'timeout --help' for more information.\n`, exitCode: 125 };
    if (i + 1 >= args.length) return { stdout: '', stderr: "timeout: missing operand\nTry 'timeout --help' for more information.\n", exitCode: 125 };
    const stop = new AbortController(), done = new AbortController();
    const abort = (): void => stop.abort();
    ctx.signal?.addEventListener('abort', abort);
    let late = false;
    const ms = Number(number) * MS[unit!]!;
    if (ms > 0) void world.sleep(ms, done.signal).then(() => { if (!done.signal.aborted) { late = true; stop.abort(); } });
    try {
      const result = await ctx.exec!(args.slice(i + 1).map(quoted).join(' '), { cwd: ctx.cwd, stdin: String(ctx.stdin), env: { [TTY]: ctx.env.get(TTY) ?? '' }, signal: stop.signal });
      return { stdout: result.stdout, stderr: late ? '' : result.stderr, exitCode: late ? 124 : result.exitCode };
    } finally {
      done.abort();
      ctx.signal?.removeEventListener('abort', abort);
    }
  },
});
