/** Those subcommands of agnhost that do something and end, or only write. */
import type { Command, Process } from '../../process.ts';
import type { Output } from '../../program.ts';
import { formatTime } from '../../../kernel/time.ts';
import { flagsOf, goDurationMs } from './flags.ts';
import { mountTest } from './mounttest.ts';

const resolver = ({ inside: { files, user } }: Process, keyword: string): string[] =>
  files.read('/etc/resolv.conf', user).split('\n').flatMap((line) => { const [first, ...rest] = line.split(/\s+/); return first === keyword ? rest : []; });

/** By name; each gets what follows its name. */
export const TOOLS: Readonly<Record<string, Command>> = {
  mounttest: mountTest,
  'entrypoint-tester': (words, { out }, called) => { out(`[${called} entrypoint-tester${words.map((word) => ` ${word}`).join('')}]\n`); return 0; },
  'dns-suffix': (_words, process) => { process.out(`${resolver(process, 'search').join(',')}\n`); return 0; },
  'dns-server-list': (_words, process) => { process.out(`${resolver(process, 'nameserver').join(',')}\n`); return 0; },
  'etc-hosts': (_words, { inside: { files, user }, out }) => { out(files.read('/etc/hosts', user)); return 0; },
  connect: function* (words, { inside, err }) {
    const flags = flagsOf(words);
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(words.find((word, i) => !word.startsWith('-') && !/^--?(timeout|protocol|interface)$/.test(words[i - 1] ?? '')) ?? '') ?? [];
    try { inside.request(host, Number(port), { method: 'GET', path: '/', query: '', headers: {}, body: '' }); return 0; } catch (error) {
      const why = (error as Error).message;
      if (why.includes('refused')) { err('REFUSED\n'); return 1; }
      if (why.includes('lookup')) { err(`DNS: ${why}\n`); return 1; }
      yield { ms: goDurationMs(flags.get('timeout') ?? '') ?? 0 };
      err('TIMEOUT\n');
      return 1;
    }
  },
};

const VERBS = ['GET', 'PUT', 'POST'];
const NAMESPACES = ['kube-system', 'default', 'ns'];

/** `agnhost logs-generator`: so many lines of a made-up access log, in so long. */
export function generatedLogs(words: readonly string[]): Output {
  const flags = flagsOf(words);
  const count = Number(flags.get('log-lines-total') ?? flags.get('t') ?? 0);
  const everyMs = (goDurationMs(flags.get('run-duration') ?? flags.get('d') ?? '') ?? 0) / (count || 1);
  return {
    lines: Array.from({ length: count }, (_, i) => ({
      afterMs: Math.round(i * everyMs), stderr: true,
      text: (_turn: number, atMs: number): string => {
        const [date = '', time = ''] = formatTime(atMs).replace('Z', '').split('T');
        const mark = (Math.imul(i + 1, 0x9e3779b1) >>> 0).toString(36).slice(0, 4);
        return `I${date.slice(5).replace('-', '')} ${time}.${String(atMs % 1000).padStart(3, '0')}000       1 logs_generator.go:76] ${i} ${VERBS[i % 3]} /api/v1/namespaces/${NAMESPACES[(i * 7) % 3]}/pods/${mark} ${200 + ((i * 37) % 400)}`;
      },
    })),
  };
}
