/** Our kubectl over the lines of `lines/`, and how its output is compared with a real one's. */
import { SynchronousKubectl, type Ran } from '../../kubectl/synchronous.ts';
import { kubeconfig } from '../../../serve/kubeconfig.ts';
import { splitLine } from '../../kubectl/words.ts';
import { LINES_FILES } from './files.ts';
import { compacted } from './record.ts';

/** The home that both have, or seem to have. */
export const HOME = '/users/me';

const SERVER = 'http://127.0.0.1:8001';

/** Lines that end only when they are stopped. */
export const WATCHES = / (-w|--watch|--watch-only)( |=true|$)|--follow|logs -f|port-forward/;

export class LinesRunner {
  /** For lines on another cluster. */
  #reader: SynchronousKubectl | undefined;
  readonly #kubectl = new SynchronousKubectl({ seed: 1, nodes: 3 });

  constructor() {
    for (const [name, text] of Object.entries(LINES_FILES)) this.#kubectl.files.set(name, text);
    this.#kubectl.files.set(`${HOME}/.kube/config`, kubeconfig(SERVER));
    this.#kubectl.server = SERVER;
  }

  get cluster(): SynchronousKubectl['cluster'] { return this.#kubectl.cluster; }

  /** Lets the cluster come to rest, at the earliest at that virtual instant. */
  at(instant: number): number {
    const { cluster } = this;
    cluster.settle(60_000);
    if (instant > cluster.now) cluster.run(instant - cluster.now);
    return cluster.now;
  }

  /** On another cluster when it is given (for lines that change nothing), with the same files. */
  run(line: string, other?: SynchronousKubectl['cluster']): Ran {
    const { words, input, variables } = splitLine(line);
    if (words[0] !== 'kubectl') return { code: 127, stdout: '', stderr: 'no kubectl line' };
    try {
      if (other && this.#reader?.cluster !== other) {
        this.#reader = new SynchronousKubectl(other, this.#kubectl.files);
        this.#reader.server = SERVER;
      }
      return this.#run(other ? this.#reader! : this.#kubectl, line, words, input, variables);
    } catch (error) {
      return { code: 2, stdout: '', stderr: `${error instanceof Error ? error.stack : String(error)}\n` };
    }
  }

  #run(kubectl: SynchronousKubectl, line: string, words: readonly string[], input: string | undefined, variables: Readonly<Record<string, string>>): Ran {
    const editor = variables['KUBE_EDITOR'];
    return kubectl.run(words.slice(1), {
      maxSeconds: WATCHES.test(line) ? 30 : 600, variables,
      ...(input === undefined ? {} : { stdin: LINES_FILES[input] ?? '' }), ...(editor === undefined ? {} : { editor: sed(editor) }),
    });
  }
}

/** `sed -i s/a/b/` (every line) and `true`, as editors. */
function sed(command: string): (text: string) => string {
  const m = /^sed -i "?s\/(.*)\/(.*)\/"?$/.exec(command);
  if (!m) return (text) => text;
  const pattern = new RegExp(m[1]!);
  return (text) => text.split('\n').map((line) => line.replace(pattern, m[2]!.replaceAll('\\"', '"'))).join('\n');
}

/** Without what differs from run to run: uids, instants, ports; and ages where kubectl itself computes them from a clock. */
export function normaliseOutput(line: string, text: string): string {
  let out = text
    .replaceAll(/kubectl[.-]1\.\d+/g, 'kubectl').replace(/kubectl-edit-\d+/g, 'kubectl-edit-N').replace(/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1-N')
    // Names out of a hash or drawn by chance differ where a wait took longer; a hash may be of another length.
    .replace(/^.*-[bcdfghjklmnpqrstvwxz2456789]{7,10}(-[bcdfghjklmnpqrstvwxz2456789]{5})?\b.*$/gm, (row) => row.replace(/-(?=[a-z]*\d)[bcdfghjklmnpqrstvwxz2456789]{7,10}\b/g, '-HASH').replace(/  +/g, '  '))
    .replace(/(hash[=:] ?"?)[bcdfghjklmnpqrstvwxz2456789]{7,10}\b/g, '$1HASH')
    .replace(/-(?=[a-z]*\d)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-xxxxx').replace(/-[bcdfghjklmnpqrstvwxz]{5}(?=[ ./"\n])/g, '-xxxxx')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, 'FILETIME')
    .replace(/\b[EFWI]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+/g, 'LOG').replace(/(resourceVersion)("?: "?)\d+/gi, '$1$2N').replace(/\(\d+\.\d+s\)/g, '(N s)')
    .replace(/containerd:\/\/[0-9a-f]{64}/g, 'CONTAINER').replace(/(gitCommit|goVersion|buildDate)("?: "?)[\w.:-]+/g, '$1$2X')
    // An Event is named by the instant it was told.
    .replace(/\.18[0-9a-f]{14}\b/g, '.INSTANT')
    .replace(/"resourceVersion":"\d+"/g, '"resourceVersion":"N"')
    .replace(/127\.0\.0\.1:\d+/g, 'SERVER').replace(/v1\.36\.\d+/g, 'v1.36.N');
  // Go's maps have no order.
  if (/ --list\b/.test(line)) out = out.split('\n').sort().join('\n');
  if (/\.\.|\.\*/.test(line)) out = out.split('\n').map((row) => row.split(/[ ,]/).sort().join(' ')).join('\n');
  if (/\b(describe|events)\b/.test(line)) out = out.replace(/\b\d+[smhdy](\d+[smhd])?\b/g, 'AGE').replace(/ *\bAGE\b *(\(x\d+ over AGE\))? */g, ' AGE $1 ').replace(/-{4,}/g, '----');
  return out;
}

const MOST_SHOWN = 12;

/** Empty when the two printed the same. */
export function differencesOf(line: string, mine: Ran, theirs: Ran): string[] {
  const found: string[] = [];
  if (mine.code !== theirs.code) found.push(`exit ${mine.code}, real ${theirs.code}`);
  for (const name of ['stdout', 'stderr'] as const) {
    const [own, other] = [normaliseOutput(line, mine[name]), normaliseOutput(line, theirs[name])];
    if (own === other || compacted(own) === compacted(other)) continue;
    const a = own.split('\n'), b = other.split('\n');
    let shown = 0;
    for (let i = 0; i < Math.max(a.length, b.length) && shown < MOST_SHOWN; i++) {
      if (a[i] === b[i]) continue;
      shown++;
      if (b[i] !== undefined) found.push(`${name} real ${JSON.stringify(b[i]!.slice(0, 300))}`);
      if (a[i] !== undefined) found.push(`${name} ours ${JSON.stringify(a[i]!.slice(0, 300))}`);
    }
  }
  return found;
}
