// npm run serve -- --port 8001 ...: installs what is missing, then runs src/serve/main.ts. Needs nothing but Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (!existsSync(join(root, 'node_modules', 'tsx', 'package.json'))) {
  const windows = process.platform === 'win32';
  // What npm says goes to stderr: stdout is for the address.
  const npm = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  if (npm.status !== 0) process.exit(npm.status ?? 1);
}

if (process.env.npm_lifecycle_event) {
  // npm's shell dies of a signal without passing it on: do not outlive it.
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM'); }, 500).unref();
}

const { register } = await import('tsx/esm/api');
register();
await import('../src/serve/main.ts');
