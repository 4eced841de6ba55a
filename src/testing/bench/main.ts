/**
 * `npm run bench [-- --json FILE] [-- NAME ...]`: measures each figure, and its peer, in a process of its own, and prints them.
 * With `--one N` (or `--peer N`) it is that process.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { figures } from './figures.ts';

interface Line { name: string; value: number | null; unit: string; peer: number | null; ratio: number | null; aim: number | null; peerName?: string }

const LIMIT_MS = 300_000;
const argument = (name: string): string | undefined => { const at = process.argv.indexOf(name); return at < 0 ? undefined : process.argv[at + 1]; };

async function measureHere(): Promise<boolean> {
  const one = argument('--one'), peer = argument('--peer');
  if (one === undefined && peer === undefined) return false;
  const figure = figures[Number(one ?? peer)]!;
  const value = await (one !== undefined ? figure.run() : figure.peer!.run());
  console.log(`figure: ${value}`);
  return true;
}

function measure(flag: '--one' | '--peer', index: number): number | null {
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), flag, String(index)], { encoding: 'utf8', timeout: LIMIT_MS, maxBuffer: 1 << 28 });
  const found = /^figure: (.*)$/m.exec(stdout)?.[1];
  if (found === undefined) console.error(`  no figure: ${(stderr || 'it took too long').split('\n').find((line) => line.includes('Error')) ?? 'it took too long'}`);
  return found === undefined ? null : Number(found);
}

const round = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(4)));

function bench(): void {
  const wanted = process.argv.slice(2).filter((word, i, all) => !word.startsWith('--') && !all[i - 1]?.startsWith('--'));
  const lines: Line[] = [];
  for (const [i, figure] of figures.entries()) {
    if (wanted.length && !wanted.some((word) => figure.name.includes(word))) continue;
    const value = round(measure('--one', i));
    const peer = figure.peer ? round(measure('--peer', i)) : null;
    const ratio = value !== null && peer !== null ? round(figure.largerIsBetter ? value / peer : peer / value) : null;
    lines.push({ name: figure.name, value, unit: figure.unit, peer, ratio, aim: figure.aim ?? null, ...(figure.peer ? { peerName: figure.peer.name } : {}) });
    console.log(`${figure.name}: ${value ?? 'no figure'} ${figure.unit}${figure.aim === undefined ? '' : ` (aim ${figure.aim})`}${figure.peer ? `; ${figure.peer.name}: ${peer ?? 'no figure'}${ratio === null ? '' : `, ${ratio} times better`}` : ''}`);
  }
  const file = argument('--json');
  if (file) writeFileSync(file, `${JSON.stringify(lines, null, 2)}\n`);
}

if (!(await measureHere())) bench();
else process.exit(0);
