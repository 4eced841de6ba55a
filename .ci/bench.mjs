// npm run bench [-- --json FILE] [-- NAME ...]: bundles the benchmark as the product is bundled, then runs it.
import { join } from 'node:path';
import { installPackages, root, run } from './install.mjs';

installPackages();
const { build } = await import('vite');
const outDir = join(root, 'node_modules', '.cache', 'bottleship-bench');
await build({
  configFile: false, root, logLevel: 'error',
  build: { ssr: join(root, 'src', 'testing', 'bench', 'main.ts'), outDir, emptyOutDir: true, target: 'node20', minify: false, rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
  ssr: { noExternal: true },
});
process.exit(run(process.execPath, ['--expose-gc', join(outDir, 'main.mjs'), ...process.argv.slice(2)]));
