/**
 * Runs the same command lines with our kubectl and with a real one, each on a fresh cluster of the same seed, and compares
 * stdout, stderr and exit codes. A tool for developers:
 * `npx tsx src/testing/parity/kubectl.ts --kubectl FILE [--lines FILE] [--files FILE.json] [--only TEXT] [--verbose]`.
 * `--lines` has a command a line; without it the lines beside this file are used.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from '../../serve/serve.ts';
import { SynchronousKubectl } from '../kubectl/synchronous.ts';
import { splitLine } from '../kubectl/words.ts';
import { LINES_FILES } from './kubectl-files.ts';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { kubectl: { type: 'string' }, lines: { type: 'string' }, files: { type: 'string' }, only: { type: 'string' }, verbose: { type: 'boolean', default: false } } });
if (!values.kubectl) throw new Error('--kubectl FILE is needed');
const files = values.files ? JSON.parse(readFileSync(values.files, 'utf8')) as Record<string, string> : LINES_FILES;
const lines = readFileSync(values.lines ?? join(here, 'kubectl-lines.txt'), 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));

const folder = mkdtempSync(join(tmpdir(), 'kubectl-parity-'));
mkdirSync(join(folder, 'bin'));
const { cluster, rest: _, close } = await serve({ host: '127.0.0.1', port: 0, nodes: 3, seed: 1, speed: 0, kubeconfig: join(folder, 'kubeconfig') });
const ours = new SynchronousKubectl({ seed: 1, nodes: 3 });
for (const [name, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  ours.files.set(name, text);
}

/** These wait for the cluster, so its clock must run while they do. */
const WAITS = /\b(wait|rollout status|delete|drain|replace --force|logs|run .*--rm|get .*(-w|--watch))\b/;

function real(line: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const script = `kubectl() { ${JSON.stringify(values.kubectl)} "$@"; }\n${line}`;
    const child = spawn('bash', ['-c', script], { cwd: folder, env: { ...process.env, HOME: '/users/me', KUBECONFIG: join(folder, 'kubeconfig'), KUBECACHEDIR: join(folder, 'cache') }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    const kill = setTimeout(() => { process.kill(-child.pid!, 'SIGKILL'); }, / -w|--watch/.test(line) ? 3000 : 30_000);
    const clock = WAITS.test(line) ? setInterval(() => { cluster.run(200); }, 20) : undefined;
    child.on('close', (code) => {
      clearTimeout(kill);
      clearInterval(clock);
      resolve({ code: code ?? 124, stdout, stderr });
    });
  });
}

const normalise = (text: string): string => text
  .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
  .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
  .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, 'FILETIME').replace(/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1-N')
  .replace(/\b[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+/g, 'LOG').replace(/resourceVersion("?: "?)\d+/g, 'resourceVersion$1N')
  .replace(/\b\d+[smh]?(\d+s)?( |\n|$)/g, (age) => age).replace(/127\.0\.0\.1:\d+/g, 'SERVER').replace(/v1\.36\.\d+/g, 'v1.36.N')
  .replaceAll(/kubectl\.1\.\d+/g, 'kubectl');

let same = 0, total = 0;
for (const line of lines) {
  cluster.settle(60_000);
  ours.cluster.settle(60_000);
  const later = Math.max(cluster.now, ours.cluster.now) + 1000;
  cluster.run(later - cluster.now);
  ours.cluster.run(later - ours.cluster.now);
  const theirs = await real(line);
  const { words, input } = splitLine(line);
  const seconds = / -w|--watch/.test(line) ? 30 : 600;
  const mine = words[0] === 'kubectl' ? ours.run(words.slice(1), { maxSeconds: seconds, ...(input === undefined ? {} : { stdin: files[input] ?? '' }) }) : { code: 127, stdout: '', stderr: 'no kubectl line' };
  if (values.only && !line.includes(values.only)) continue;
  total++;
  const ok = mine.code === theirs.code && normalise(mine.stdout) === normalise(theirs.stdout) && normalise(mine.stderr) === normalise(theirs.stderr);
  if (ok) same++;
  if (ok && !values.verbose) continue;
  process.stdout.write(`${ok ? 'same' : 'DIFF'} ${line}${mine.code === theirs.code ? '' : ` (exit ${mine.code}, real ${theirs.code})`}\n`);
  if (ok) continue;
  for (const name of ['stdout', 'stderr'] as const) {
    const a = normalise(mine[name]).split('\n'), b = normalise(theirs[name]).split('\n');
    if (a.join('\n') === b.join('\n')) continue;
    let shown = 0;
    for (let i = 0; i < Math.max(a.length, b.length) && shown < 12; i++) {
      if (a[i] === b[i]) continue;
      shown++;
      if (b[i] !== undefined) process.stdout.write(`    ${name} real ${JSON.stringify(b[i]!.slice(0, 300))}\n`);
      if (a[i] !== undefined) process.stdout.write(`    ${name} ours ${JSON.stringify(a[i]!.slice(0, 300))}\n`);
    }
  }
}
await close();
process.stdout.write(`${same} of ${total} lines print the same\n`);
