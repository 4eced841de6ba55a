import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * A kubectl on this machine: `kubectl.<version>` beside what the one on the PATH links to, else the one on the PATH.
 * Undefined when there is none.
 */
export function findKubectl(version = '1.31'): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = join(folder, 'kubectl');
    if (!existsSync(found)) continue;
    const beside = join(dirname(realpathSync(found)), `kubectl.${version}`);
    return existsSync(beside) ? beside : found;
  }
  return undefined;
}

/** Every `kubectl.<version>` of this machine, by version. */
export function findKubectls(): ReadonlyMap<string, string> {
  const first = findKubectl();
  if (first === undefined) return new Map();
  const folder = dirname(realpathSync(first));
  const named = readdirSync(folder).filter((name) => /^kubectl\.\d+\.\d+$/.test(name)).sort();
  return new Map(named.map((name) => [name.slice('kubectl.'.length), join(folder, name)]));
}
