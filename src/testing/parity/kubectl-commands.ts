/**
 * Runs the recorded kubectl commands (`recordings/http`) with the same kubectl on a cluster of ours and compares what
 * they print. A tool for developers:
 * `npx tsx src/testing/parity/kubectl-commands.ts --data DIR/http --client 1.31 [--kubectl FILE] [--only TEXT] [--verbose]`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { serve } from '../../serve/serve.ts';
import { findKubectl } from '../transcript/find-kubectl.ts';

interface Recorded { cmd: string; env?: Record<string, string>; rc: number; stdout: string; stderr: string }

const { values } = parseArgs({ options: { data: { type: 'string' }, kubectl: { type: 'string' }, client: { type: 'string', default: '1.31' }, only: { type: 'string' }, verbose: { type: 'boolean', default: false } } });
const kubectl = values.kubectl ?? findKubectl(values.client);
if (!values.data || !kubectl) throw new Error('--data DIR and a kubectl are needed');

const recordedClient = values.client === '1.36' ? '1.36.2' : values.client;
const namespace = `h-${recordedClient.replaceAll('.', '-')}`;
const text = gunzipSync(readFileSync(join(values.data, `kubectl-${recordedClient}-on-1.36.2.jsonl.gz`))).toString();
const recorded = text.trim().split('\n').map((line) => JSON.parse(line) as Recorded);
const files = JSON.parse(readFileSync(join(values.data, 'files.json'), 'utf8')) as Record<string, string>;

const folder = mkdtempSync(join(tmpdir(), 'kubectl-commands-'));
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
const { address, cluster, close } = await serve({ host: '127.0.0.1', port: 0, nodes: 3, seed: 1, speed: 2, kubeconfig: join(folder, 'kubeconfig') });
const config = readFileSync(join(folder, 'kubeconfig'), 'utf8').replace('    user: admin', `    user: admin\n    namespace: ${namespace}`);
writeFileSync(join(folder, 'kubeconfig'), config);

function run(command: string, env: Record<string, string> | undefined, seconds: number): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const script = command.replace(/^kubectl /, `${JSON.stringify(kubectl)} `);
    const child = spawn('bash', ['-c', script], { cwd: folder, env: { ...process.env, ...env, HOME: folder, KUBECONFIG: join(folder, 'kubeconfig') }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    const timer = setTimeout(() => { process.kill(-child.pid!, 'SIGKILL'); }, seconds * 1000);
    child.on('close', (code) => { clearTimeout(timer); resolve({ code: code ?? 124, stdout, stderr }); });
  });
}

function normalise(output: string): string {
  return output
    // Names of files that kubectl makes, and when.
    .replace(/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1-N').replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, 'FILETIME').replace(/kubectl([-.]1\.\d+)?-edit-\d+/g, 'kubectl-edit-N')
    .replace(/^eyJ[\w.-]+$/gm, '<redacted token>').replace(/fakeRuntime:\/\/\S+?(?=[",\s]|$)|containerd:\/\/[0-9a-f]{64}/g, 'CONTAINER')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME').replace(/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+\d{4}/g, 'TIME')
    .replace(/\b[EW]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+/g, 'LOG')
    .replace(/resourceVersion("?: "?)\d+/g, 'resourceVersion$1N')
    .replace(/10\.(244|96)\.\d+\.\d+/g, 'IP').replace(/192\.(0\.2|168\.0)\.\d+|10\.0\.\d+\.\d+/g, 'NODEIP').replace(/\bnode-\d+/g, 'node-N')
    .replace(/(kube-api-access-|debugger-)[a-z0-9]{5}/g, '$1xxxxx').replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-xxxxx')
    .replace(/\b(\d+[dhms])+\b/g, 'AGE').replace(/\bkubectl\.1\.\d+\b/g, 'kubectl').replace(/[ \t]+/g, ' ').replace(/-{3,}/g, '---').trim();
}

let same = 0;
let total = 0;
try {
  for (const record of recorded) {
    if (/^kubectl (attach|port-forward|cp|logs|exec|top)/.test(record.cmd)) continue;
    const counts = !values.only || record.cmd.includes(values.only);
    // The recorded nodes pull and start in no time.
    if (!record.cmd.includes('rollout status')) cluster.settle(60_000);
    const result = await run(record.cmd, record.env, record.rc === 124 ? 3 : 40);
    if (!counts) continue;
    total++;
    const code = record.rc === 124 ? 124 : result.code;
    const ok = code === record.rc && normalise(result.stdout) === normalise(record.stdout) && normalise(result.stderr) === normalise(record.stderr);
    if (ok) same++;
    process.stdout.write(`${ok ? 'same' : 'DIFF'} ${record.cmd}${code === record.rc ? '' : ` (exit ${code}, recorded ${record.rc})`}\n`);
    if (ok || !values.verbose) continue;
    for (const [name, ours, theirs] of [['stdout', result.stdout, record.stdout], ['stderr', result.stderr, record.stderr]] as const) {
      const a = normalise(ours).split('\n');
      const b = normalise(theirs).split('\n');
      for (const line of b) if (!a.includes(line)) process.stdout.write(`    ${name} - ${line.slice(0, 300)}\n`);
      for (const line of a) if (!b.includes(line)) process.stdout.write(`    ${name} + ${line.slice(0, 300)}\n`);
    }
  }
} finally {
  await close();
}
process.stdout.write(`${same} of ${total} commands print the same (kubectl ${values.client} on ${address})\n`);
