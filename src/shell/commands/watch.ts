/** `watch CMD`: runs a line every two seconds (of the cluster's time) and shows what it printed, until Ctrl-C. */
import type { CustomCommand } from 'just-bash/browser';
import { fromBytes, type Screen } from '../laptop-fs.ts';
import { TTY } from '../to-terminal.ts';
import type { World } from '../world.ts';
import { outputOf } from './output.ts';

interface Asked { seconds: number; title: boolean; untilChanged: boolean; untilError: boolean; words: readonly string[] }

const USAGE = 'Usage: watch [-t] [-g] [-e] [-n SECONDS] COMMAND\n';
/** The other screen of a terminal, its cursor at home; and back. */
const ENTER = '\u001b[?1049h', LEAVE = '\u001b[?1049l', CLEAR = '\u001b[H\u001b[2J';

export const watchCommand = (world: World, screen: Screen): CustomCommand => ({
  name: 'watch',
  async execute(args, ctx) {
    const asked = read(args);
    if (typeof asked === 'string') return { stdout: '', stderr: asked, exitCode: 1 };
    const output = outputOf(ctx, screen);
    // Headless, or the head of a pipe: one picture after the other.
    const drawn = ctx.env.get(TTY) === '1' && world.show !== undefined;
    const line = asked.words.join(' ');
    let before: string | undefined;
    if (drawn) output.stdout(ENTER);
    try {
      for (;;) {
        const result = await ctx.exec!(line, { cwd: ctx.cwd, env: { [TTY]: '' }, ...(ctx.signal ? { signal: ctx.signal } : {}) });
        if (ctx.signal?.aborted) return { ...output.kept, exitCode: 130 };
        const said = fromBytes(result.stdout) + fromBytes(result.stderr);
        const head = asked.title ? `Every ${asked.seconds.toFixed(1)}s: ${line}    laptop: ${new Date(world.now()).toUTCString()}\n\n` : '';
        output.stdout(`${drawn ? CLEAR : ''}${head}${said}${said === '' || said.endsWith('\n') ? '' : '\n'}${drawn ? '' : '\n'}`);
        if (asked.untilError && result.exitCode !== 0) return { ...output.kept, exitCode: 8 };
        if (asked.untilChanged && before !== undefined && before !== said) return { ...output.kept, exitCode: 0 };
        before = said;
        await world.sleep(asked.seconds * 1000, ctx.signal);
        if (ctx.signal?.aborted) return { ...output.kept, exitCode: 130 };
      }
    } finally {
      if (drawn) screen(LEAVE, 'stdout');
    }
  },
});

function read(args: readonly string[]): Asked | string {
  const asked: Asked = { seconds: 2, title: true, untilChanged: false, untilError: false, words: [] };
  let i = 0;
  for (; i < args.length && args[i]!.startsWith('-'); i++) {
    const arg = args[i]!;
    const interval = /^(?:-n|--interval=?)(.*)$/.exec(arg);
    if (interval) {
      const given = interval[1] || args[++i];
      asked.seconds = Math.max(0.1, Number(given));
      if (!Number.isFinite(asked.seconds)) return `watch: failed to parse argument: '${given}'\n`;
    } else if (arg === '-t' || arg === '--no-title') asked.title = false;
    else if (arg === '-g' || arg === '--chgexit') asked.untilChanged = true;
    else if (arg === '-e' || arg === '--errexit') asked.untilError = true;
    else if (arg !== '-d' && arg !== '--differences' && arg !== '-x' && arg !== '--exec' && arg !== '-c' && arg !== '--color') return USAGE;
  }
  return i < args.length ? { ...asked, words: args.slice(i) } : USAGE;
}
