/**
 * `kubectl get -w | grep x`: the pipe of a source that does not end. just-bash runs a pipe's parts one after the other,
 * so the rest is run anew over all that has come so far, and what it printed more than before is shown. That is right
 * for everything that prints as it reads (grep, awk, sed, cut, head); what needs the end (sort, wc) prints there.
 */
import type { CustomCommand } from 'just-bash/browser';
import type { Screen } from '../laptop-fs.ts';
import { fromBytes } from '../laptop-fs.ts';
import { sinks } from './sinks.ts';

export type Followed = Map<string, { readonly source: string; readonly rest: string }>;

export const followCommand = (followed: Followed, screen: Screen): CustomCommand => ({
  name: '__follow',
  async execute([id], ctx) {
    const { source, rest } = followed.get(id!)!;
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    ctx.signal?.addEventListener('abort', abort);
    let input = '', shown = '', exitCode = 0;
    const refilter = async (end: boolean): Promise<void> => {
      const result = await ctx.exec!(rest, { cwd: ctx.cwd, stdin: input });
      exitCode = result.exitCode;
      const output = fromBytes(result.stdout);
      if (output.startsWith(shown) || end) {
        const more = output.startsWith(shown) ? output.slice(shown.length) : output;
        if (more !== '') screen(more, 'stdout');
        shown = output;
      }
      if (takesOnly(rest, output, exitCode)) stop.abort();
    };
    let filtering: Promise<void> | undefined, again = false;
    const sink = sinks.add((text) => {
      input += text;
      again = true;
      filtering ??= (async () => { while (again && !stop.signal.aborted) { again = false; await refilter(false); } filtering = undefined; })();
    });
    try {
      const result = await ctx.exec!(source, { cwd: ctx.cwd, env: { __sink: sink }, signal: stop.signal });
      await filtering;
      input += fromBytes(result.stdout);
      if (!stop.signal.aborted) await refilter(true);
      return { stdout: '', stderr: stop.signal.aborted ? '' : fromBytes(result.stderr), exitCode };
    } finally {
      sinks.delete(sink);
      ctx.signal?.removeEventListener('abort', abort);
    }
  },
});

/** `head -n 3` goes away after three lines, `grep -m 1` and `grep -q` after one, and the source with them. */
function takesOnly(rest: string, output: string, exitCode: number): boolean {
  const last = rest.trim().split('|').at(-1)!.trim();
  const head = /^head(?: +-(?:n *)?(\d+))?$/.exec(last);
  if (head) return output.split('\n').length > Number(head[1] ?? 10);
  if (!/^(?:e|f)?grep /.test(last)) return false;
  if (/ -\w*q/.test(last)) return exitCode === 0;
  const most = / (?:-m *|--max-count[= ])(\d+)/.exec(last);
  return most !== null && output.split('\n').length > Number(most[1]);
}
