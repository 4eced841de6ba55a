/** Transcripts with a real kubectl: against `npm run serve`, or any server by URL or kubeconfig. */
import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandResult, Stage } from './run.ts';

export interface KubectlStageOptions {
  /** Path of the kubectl to run. */
  readonly kubectl: string;
  /** `http://127.0.0.1:8001`; absent = what the environment's kubeconfig says. */
  readonly server?: string;
  /** True when the server has `/sandbox/v1/`: then time is moved, else it is waited for. */
  readonly sandbox: boolean;
  /** A command may take that long, ms. */
  readonly timeoutMs?: number;
}

export async function kubectlStage(options: KubectlStageOptions): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'transcript-'));
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${options.server}/sandbox/v1/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
    await response.text();
  };
  const env = { ...process.env, HOME: folder, ...(options.server === undefined ? {} : { KUBECONFIG: '/dev/null' }) };
  return {
    async files(files) {
      for (const [name, text] of files) await writeFile(join(folder, name), text);
    },
    run(command) {
      // The shell gives pipes and quotes their meaning; `kubectl` is a function so that it is the wanted one everywhere.
      const server = options.server === undefined ? '' : ` --server=${options.server}`;
      const script = `kubectl() { ${JSON.stringify(options.kubectl)}${server} "$@"; }\n${command}`;
      return execute(['bash', '-c', script], folder, env, options.timeoutMs ?? 60_000);
    },
    settle: (maxSeconds) => (options.sandbox ? post('clock/settle', { maxSeconds }) : sleep(Math.min(maxSeconds, 10) * 1000)),
    advance: (seconds) => (options.sandbox ? post('clock/advance', { seconds }) : sleep(seconds * 1000)),
  };
}

function execute(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => { stdout += chunk; });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => { stderr += chunk; });
    child.on('error', reject);
    child.on('close', (code) => resolve({ stdout, stderr, exitCode: code ?? 124 }));
  });
}
