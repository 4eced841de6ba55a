// Installs what the project needs and is not there yet: its packages, and (for tests) a browser.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the project's folder with its output shown; returns its exit code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (error) throw error;
  return status ?? 1;
}

/** The path of a package's command-line file, so that no shell and no npx is needed. */
export function bin(name) {
  return join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

/** `npm ci`, unless what is installed is as new as the lock file. */
export function installPackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Bottleship needs Node 20.19 or later; this is ${process.version}.`);
    process.exit(1);
  }
  const stamp = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing packages ...');
  const code = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) process.exit(code);
}

/** Where a browser for the tests is: one that Playwright knows, or the system's; installs one when there is none. */
export function installBrowser() {
  const found = findBrowser();
  if (found) return found;
  console.log('Installing a browser for the tests ...');
  if (run(bin('playwright'), ['install', '--with-deps', 'chromium']) === 0) return findBrowser();
  // Where Playwright's own cannot be had, Debian's will do.
  const root = typeof process.getuid === 'function' && process.getuid() === 0;
  const apt = (args) => run(root ? 'apt-get' : 'sudo', root ? args : ['-n', 'apt-get', ...args]);
  if (existsSync('/usr/bin/apt-get')) {
    apt(['update', '-q']);
    apt(['install', '-y', '-q', 'chromium']);
  }
  return findBrowser();
}

function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given && existsSync(given)) return given;
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) if (existsSync(path)) return path;
  try {
    const path = execFileSync(process.execPath, ['-e', 'import("playwright").then((p) => console.log(p.chromium.executablePath()))'], { cwd: root, encoding: 'utf8' }).trim();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

export const packageVersion = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
