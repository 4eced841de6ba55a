// Types and lint of the whole project. The engine, kubectl and shell are checked without DOM and Node types, so a timer or a
// promise's fetch in them is a type error.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bin, installPackages, root, run } from './install.mjs';

installPackages();
let failed = 0;
const projects = ['src/engine', 'src/kubectl', '.'].filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
for (const project of projects) failed += run(bin('tsc'), ['-p', project]) === 0 ? 0 : 1;
failed += run(bin('oxlint'), ['--config', '.oxlintrc.json', '--deny-warnings', 'src', 'e2e', '.ci', 'vite.config.ts']) === 0 ? 0 : 1;
process.exit(failed === 0 ? 0 : 1);
