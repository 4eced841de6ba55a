/**
 * Runs the same command lines with our kubectl and with a real one, each on a fresh cluster of the same seed, and compares
 * stdout, stderr and exit codes. A tool for developers:
 * `npx tsx src/testing/parity/kubectl.ts --kubectl FILE [--record] [--only TEXT] [--verbose] [SESSION ...]`.
 * A session is a file of `kubectl/lines/` (or a path), a command a line; without one all of them are run. `--record` keeps what the
 * real kubectl printed, in short in `kubectl/recorded/` (for the tests) and whole in `test-results/kubectl/`; without `--kubectl` ours is compared with
 * that, in seconds.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Cluster } from '../../engine/cluster/cluster.ts';
import { serve } from '../../serve/serve.ts';
import type { Ran } from '../kubectl/synchronous.ts';
import { differencesOf, HOME, LinesRunner, normaliseOutput, WATCHES } from './kubectl/compare.ts';
import { LINES_FILES } from './kubectl/files.ts';
import { readRecord, writeRecord, type RecordedLine } from './kubectl/record.ts';

const here = join(dirname(fileURLToPath(import.meta.url)), 'kubectl');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kubectl: { type: 'string' }, only: { type: 'string' }, verbose: { type: 'boolean', default: false }, record: { type: 'boolean', default: false } },
});

/** These wait for the cluster, so its clock must run while they do. */
const WAITS = /kubectl (wait|rollout status|delete|drain|replace|logs|run|attach|debug|apply .*--(prune|force|wait)|scale .*--timeout|(get|events) .*(-w|--watch))/;
const WATCH_MS = 3000;
const LONGEST_MS = 30_000;

/** These change nothing: ours runs them on the cluster of the real one, so that what differs is kubectl's. */
const READS = /kubectl (get|describe|events|top|explain|api-|version|cluster-info|rollout history|auth (can-i|whoami)|diff|apply view-last)|--dry-run=(client|server)/;

interface Real { readonly cluster: Cluster; at(instant: number): number; run(line: string): Promise<Ran>; close(): Promise<void> }

/** The real kubectl on a server of ours; its clock stands still but for commands that wait. */
async function realKubectl(program: string): Promise<Real> {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-parity-'));
  const home = join(folder, 'home');
  mkdirSync(join(home, '.kube'), { recursive: true });
  for (const [name, text] of Object.entries(LINES_FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { cluster, close } = await serve({ host: '127.0.0.1', port: 0, nodes: 3, seed: 1, speed: 0, kubeconfig: join(home, '.kube/config') });
  const run = (line: string): Promise<Ran> => new Promise((resolve) => {
    const script = `kubectl() { ${JSON.stringify(program)} "$@"; }\n${line}`;
    const child = spawn('bash', ['-c', script], { cwd: folder, env: { PATH: '/usr/bin:/bin', HOME: home }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '', stderr = '';
    child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    const kill = setTimeout(() => { process.kill(-child.pid!, 'SIGKILL'); }, WATCHES.test(line) ? WATCH_MS : LONGEST_MS);
    const clock = WAITS.test(line) ? setInterval(() => { cluster.run(200); }, 20) : undefined;
    child.on('close', (code) => {
      clearTimeout(kill);
      clearInterval(clock);
      const local = (text: string): string => text.replaceAll(home, HOME).replaceAll(`${folder}/`, '').replaceAll(folder, '.');
      resolve({ code: code ?? 124, stdout: local(stdout), stderr: local(stderr) });
    });
  });
  return {
    cluster,
    run,
    at(instant) {
      cluster.settle(60_000);
      if (instant > cluster.now) cluster.run(instant - cluster.now);
      return cluster.now;
    },
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a session; what the real kubectl printed, recorded before or now. */
async function play(lines: readonly string[], recorded: readonly RecordedLine[] | undefined): Promise<{ same: number; total: number; kept: RecordedLine[] }> {
  const ours = new LinesRunner();
  const real = recorded ? undefined : await realKubectl(values.kubectl!);
  const kept: RecordedLine[] = [];
  let same = 0, total = 0;
  for (const [index, line] of lines.entries()) {
    if (recorded) {
      ours.at(recorded[index]!.atMs);
      kept.push(recorded[index]!);
    } else {
      const later = Math.max(real!.at(0), ours.at(0)) + 1000;
      ours.at(later);
      kept.push({ line, atMs: real!.at(later), ...await real!.run(line) });
    }
    const mine = ours.run(line, real && READS.test(line) && !WAITS.test(line) ? real.cluster : undefined);
    if (values.only && !line.includes(values.only)) continue;
    total++;
    const differences = differencesOf(line, mine, kept.at(-1)!);
    if (differences.length === 0) same++;
    if (differences.length > 0 || values.verbose) process.stdout.write(`${differences.length === 0 ? 'same' : 'DIFF'} ${line}\n${differences.map((text) => `    ${text}\n`).join('')}`);
  }
  await real?.close();
  return { same, total, kept };
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
let same = 0, total = 0;
for (const session of positionals.length > 0 ? positionals : readdirSync(join(here, 'lines')).map((file) => file.slice(0, -'.txt'.length))) {
  const path = session.includes('/') ? session : join(here, 'lines', `${session}.txt`);
  const whole = join('test-results', 'kubectl', basename(path)), short = join(here, 'recorded', basename(path));
  const recorded = values.kubectl ? undefined : readRecord(readFileSync(existsSync(whole) ? whole : short, 'utf8'));
  const result = await play(recorded?.map(({ line }) => line) ?? linesOf(path), recorded);
  if (values.record) {
    const kept = result.kept.map((one) => ({ ...one, stdout: normaliseOutput(one.line, one.stdout), stderr: normaliseOutput(one.line, one.stderr) }));
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, writeRecord(kept));
    writeFileSync(short, writeRecord(kept, true));
  }
  process.stdout.write(`${session}: ${result.same} of ${result.total} lines print the same\n`);
  same += result.same;
  total += result.total;
}
process.stdout.write(`all: ${same} of ${total} lines print the same\n`);
