// npm run parity [-- --data DIR] [-- --json FILE] [-- SET ...]: how many answers are those of a real v1.36 (src/testing/parity/main.ts).
// DIR has the folders create, invalid and patch; without one, the recordings beside the project, where there are any.
import { join } from 'node:path';
import { installPackages, root, run } from './install.mjs';

installPackages();
const given = process.argv.slice(2);
const data = given.some((argument) => /^--data(=|$)/.test(argument)) ? [] : ['--data', join(root, '..', 'shared', 'recordings')];
process.exit(run(process.execPath, ['--import', 'tsx/esm', join(root, 'src', 'testing', 'parity', 'main.ts'), ...data, ...given]));
