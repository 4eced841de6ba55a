/**
 * Distils the help of a real kubectl (texts, flags and their defaults) into `src/kubectl/help/help.gen.json`. For developers:
 * `npx tsx src/testing/parity/kubectl-help.ts --kubectl FILE --out src/kubectl/help/help.gen.json`.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { CommandHelp, FlagHelp } from '../../kubectl/help/help.ts';

const { values } = parseArgs({ options: { kubectl: { type: 'string' }, out: { type: 'string' } } });
if (!values.kubectl || !values.out) throw new Error('--kubectl FILE and --out FILE are needed');
const { kubectl } = values;

const HOME = '/nonexistent-home';

function run(args: readonly string[]): string {
  const { stdout } = spawnSync(kubectl, [...args], { env: { HOME, PATH: '/usr/bin:/bin', KUBECONFIG: '/nonexistent' }, encoding: 'utf8' });
  return stdout.replaceAll(HOME, '~');
}

function flagsOf(text: string): FlagHelp[] {
  const flags: FlagHelp[] = [];
  for (const entry of text.split('\n\n')) {
    const m = /^ {4}(?:-(\w), )?--([\w.-]+)=([^]*?):\n\t([^]*)$/.exec(entry.replace(/^\n+/, '').trimEnd());
    if (!m) continue;
    flags.push([m[2]!, m[1] ?? '', m[3]!, m[4]!]);
  }
  return flags;
}

const commands: Record<string, CommandHelp> = {};

function visit(path: readonly string[]): void {
  const text = run([...path, '--help']);
  const [before, after = ''] = split(text, '\nOptions:\n');
  const usageAt = (after || before).search(/^Usage:$/m);
  const head = after ? before : before.slice(0, usageAt);
  const flags = after ? flagsOf(after.slice(0, usageAt)) : [];
  const usage = (after || before).slice(usageAt);
  commands[path.join(' ')] = { head, flags, usage };
  const listed = /^((?:Available|[\w ()]+) Commands[^\n]*:|Subcommands[^\n]*:)$/m.test(head);
  if (!listed) return;
  for (const block of head.split('\n\n')) {
    if (!/^[^\n]*Commands[^\n]*:\n/.test(block.trimStart())) continue;
    for (const line of block.trimStart().split('\n').slice(1)) {
      const m = /^ {2}([\w-]+) {2,}/.exec(line);
      if (m) visit([...path, m[1]!]);
    }
  }
}

function split(text: string, at: string): [string, string?] {
  const i = text.indexOf(at);
  return i < 0 ? [text] : [text.slice(0, i + 1), text.slice(i + at.length)];
}

visit([]);
const globals = flagsOf(run(['options']).split('\n\n').slice(1).join('\n\n'));
commands['options'] = { head: '', flags: [], usage: '' };
writeFileSync(values.out, `${JSON.stringify({ globals, commands }, undefined, 1)}\n`);
process.stdout.write(`${Object.keys(commands).length} commands, ${globals.length} global flags\n`);
