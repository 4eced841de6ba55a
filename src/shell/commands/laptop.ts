/** What a laptop knows of itself: the time is the cluster's. */
import type { CustomCommand } from 'just-bash/browser';
import { fromBytes } from '../laptop-fs.ts';
import type { World } from '../world.ts';

const says = (name: string, text: string): CustomCommand => ({ name, execute: async () => ({ stdout: `${text}\n`, stderr: '', exitCode: 0 }) });

export const whoamiCommand = says('whoami', 'you');
export const hostnameCommand = says('hostname', 'laptop');
export const idCommand = says('id', 'uid=1000(you) gid=1000(you) groups=1000(you)');

const SYSTEM: readonly (readonly [letter: string, text: string])[] = [['s', 'Linux'], ['n', 'laptop'], ['r', '6.12.0-bottleship'], ['v', '#1 SMP'], ['m', 'x86_64'], ['o', 'GNU/Linux']];

/** `uname`, with its letters. */
export const unameCommand: CustomCommand = {
  name: 'uname',
  async execute(args) {
    const wanted = args.join('').replaceAll('-', '') || 's';
    return { stdout: `${SYSTEM.filter(([letter]) => wanted.includes('a') || wanted.includes(letter)).map(([, text]) => text).join(' ')}\n`, stderr: '', exitCode: 0 };
  },
};

/** A pager without pages: the terminal scrolls by itself. */
export const pagerCommand = (name: string): CustomCommand => ({ name, execute: (args, ctx) => ctx.exec!(['cat', ...args.filter((arg) => !/^[-+]./.test(arg)).map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`)].join(' '), { cwd: ctx.cwd, stdin: fromBytes(ctx.stdin) }) });

/** `date` tells virtual time. */
export const dateCommand = (world: World): CustomCommand => ({
  name: 'date',
  execute: (args, ctx) => ctx.origCommand!(args.some((arg) => arg === '-d' || arg.startsWith('--date') || arg === '--help') ? args : ['-d', `@${Math.floor(world.now() / 1000)}`, ...args]),
});

/** What there is to be run here: `help` alone. */
export const helpCommand = (programs: () => readonly string[]): CustomCommand => ({
  name: '__help',
  execute: async () => ({ stdout: helpText(programs()), stderr: '', exitCode: 0 }),
});

const helpText = (programs: readonly string[]): string => `A shell (bash) on a laptop beside the cluster. Its files are the Editor's; its time is the cluster's.

  kubectl, k         the cluster's client: kubectl help, kubectl explain pod.spec, kubectl get pods -A -w
  curl               the API server: curl -s localhost:8001/api/v1/nodes | jq '.items[].metadata.name'
  watch              a line again and again: watch -n 1 kubectl get pods
  edit, vi, nano     opens a file in the Editor

Keys: Tab completes, Up and Ctrl-R bring lines back, Ctrl-C stops, Ctrl-L clears, Shift+Tab leaves the terminal.

Programs:
${rows(programs)}`;

const rows = (names: readonly string[]): string => {
  const lines: string[] = [''];
  for (const name of names) if (`${lines.at(-1)} ${name}`.length > 76) lines.push(`  ${name}`); else lines[lines.length - 1] += `${lines.at(-1) === '' ? '  ' : ' '}${name}`;
  return `${lines.join('\n')}\n`;
};
