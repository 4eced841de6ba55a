/**
 * The rules of the house, as a test: which layer may import which, what the engine may not touch, how large a file gets.
 * The layer table is ARCHITECTURE.md's; change both together.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Layer -> the layers it may import besides itself. A layer is the longest prefix that fits. */
const LAYERS: Record<string, readonly string[]> = {
  'engine/kernel': [],
  'engine/api': ['engine/kernel'],
  'engine/store': ['engine/kernel', 'engine/api'],
  'engine/network': ['engine/kernel', 'engine/api'],
  'engine/apiserver': ['engine/kernel', 'engine/api', 'engine/store'],
  'engine/client': ['engine/kernel', 'engine/api'],
  'engine/controllers': ['engine/kernel', 'engine/api', 'engine/client'],
  'engine/scheduler': ['engine/kernel', 'engine/api', 'engine/client'],
  'engine/workloads': ['engine/kernel', 'engine/api', 'engine/network'],
  'engine/node': ['engine/kernel', 'engine/api', 'engine/network', 'engine/client', 'engine/workloads'],
  'engine/cloud': ['engine/kernel', 'engine/api', 'engine/client'],
  'engine/faults': ['engine/kernel', 'engine/api', 'engine/client', 'engine/node', 'engine/workloads'],
  'engine/cluster': ['engine/kernel', 'engine/api', 'engine/store', 'engine/network', 'engine/apiserver', 'engine/client', 'engine/controllers', 'engine/scheduler', 'engine/workloads', 'engine/node', 'engine/cloud', 'engine/faults'],
  rest: ['engine/kernel', 'engine/api', 'engine/apiserver', 'engine/client'],
  kubectl: ['engine/kernel', 'engine/api'],
  shell: ['kubectl', 'engine/api', 'engine/kernel', 'rest'],
  lessons: ['kubectl', 'engine/api', 'engine/kernel'],
  bridge: ['engine', 'rest', 'kubectl', 'shell'],
  serve: ['engine', 'rest', 'kubectl', 'shell', 'bridge'],
  ui: ['bridge', 'kubectl', 'shell', 'lessons', 'engine/api', 'engine/kernel', 'engine/faults', 'engine/workloads'],
  testing: ['engine', 'rest', 'kubectl', 'shell', 'lessons', 'bridge', 'serve'],
};

/** Words that bring wall clock, chance or order from outside into a pure layer. */
const FORBIDDEN = [/\b(new )?Date(\.|\()/, /\bMath\.random\b/, /\bnew Promise\b|\bPromise\.|\basync\s+(function|\()|\bawait\s/, /\bIntl\./, /\.localeCompare\(/, /\bset(Timeout|Interval)\(/, /\bperformance\.now\b/];
const PURE = ['engine', 'lessons'];
/** Longer than this and a file has become a folder. */
const MAX_LINES = 500;

interface Source { readonly path: string; readonly text: string }

function sources(folder: string): Source[] {
  const found: Source[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) found.push(...sources(path));
    else if (/\.tsx?$/.test(name)) found.push({ path: relative(SRC, path).split(sep).join('/'), text: readFileSync(path, 'utf8') });
  }
  return found;
}

const all = sources(SRC);
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const product = all.filter(({ path }) => !isTest(path) && !path.startsWith('testing/'));
const layerOf = (path: string): string | undefined => Object.keys(LAYERS).filter((layer) => path.startsWith(`${layer}/`)).sort((a, b) => b.length - a.length)[0];
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1').replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''");

describe('house rules', () => {
  test('every source file stands in a layer', () => {
    expect(product.filter(({ path }) => !layerOf(path) && !/^[^/]+\.tsx?$/.test(path)).map(({ path }) => path)).toEqual([]);
  });

  test('a layer imports only what stands above it', () => {
    const wrong: string[] = [];
    for (const { path, text } of product) {
      const layer = layerOf(path);
      if (!layer) continue;
      for (const [, target] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)) {
        const to = relative(SRC, join(SRC, dirname(path), target!)).split(sep).join('/');
        const other = layerOf(to);
        if (!other || other === layer) continue;
        if (!LAYERS[layer]!.some((allowed) => other === allowed || other.startsWith(`${allowed}/`))) wrong.push(`${path} imports ${to}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no wall clock, chance, promise or locale in the pure layers', () => {
    const wrong: string[] = [];
    for (const { path, text } of product) {
      if (!PURE.some((layer) => path.startsWith(`${layer}/`))) continue;
      const plain = withoutComments(text);
      for (const word of FORBIDDEN) if (word.test(plain)) wrong.push(`${path}: ${word.source}`);
    }
    expect(wrong).toEqual([]);
  });

  test('a file stays a file', () => {
    expect(all.filter(({ text }) => text.split('\n').length > MAX_LINES).map(({ path, text }) => `${path}: ${text.split('\n').length} lines`)).toEqual([]);
  });

  test('nothing is left open', () => {
    const left = /\b(TODO|FIXME|XXX)\b|not implemented|\.(only|todo)\(/;
    expect(all.filter(({ path, text }) => path !== 'testing/house-rules.test.ts' && left.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('nothing outside the project is named', () => {
    // Parity tools compare with recordings that lie beside the project; the terminal's own home is no place on this machine.
    const outside = /\/work\/|registry\.npmjs|\.\.\/shared/;
    expect(all.filter(({ path, text }) => path !== 'testing/house-rules.test.ts' && !path.startsWith('testing/parity/') && outside.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe.each([
  ['engine/controllers', ['support', 'index.ts', 'customresources', 'apiserver']],
  ['engine/scheduler/plugins', ['index.ts']],
  ['engine/faults', ['index.ts', 'controller.ts', 'fault.ts', 'kind.ts', 'openapi.ts', 'outage.ts', 'schema.ts', 'targets.ts', 'world.ts']],
])('the list of %s', (folder, besides) => {
  test('names every file of the folder', () => {
    const list = readFileSync(join(SRC, folder, 'index.ts'), 'utf8');
    const missing = readdirSync(join(SRC, folder)).filter((name) => !besides.includes(name) && !isTest(name) && !list.includes(`./${name}`) && !list.includes(`./${name}/`));
    expect(missing).toEqual([]);
  });
});
