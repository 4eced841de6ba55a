/**
 * Runs transcripts: `npx tsx src/testing/transcript/main.ts FILE... [--server URL] [--kubectl PATH]`. Without a server
 * each file gets a fresh cluster of its own; with one they run there, in order, and time is real unless it is ours.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseServeArguments } from '../../serve/arguments.ts';
import { serve } from '../../serve/serve.ts';
import { findKubectl } from './find-kubectl.ts';
import { kubectlStage } from './kubectl-stage.ts';
import { describeFailure, runTranscript } from './run.ts';
import { parseTranscript } from './transcript.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { server: { type: 'string' }, kubectl: { type: 'string' } } });
const kubectl = values.kubectl ?? findKubectl();
if (!kubectl || !positionals.length) {
  process.stderr.write(kubectl ? 'which transcripts?\n' : 'no kubectl found: pass --kubectl PATH\n');
  process.exit(2);
}

const isSandbox = async (server: string): Promise<boolean> => (await fetch(`${server}/sandbox/v1/clock`).catch(() => undefined))?.ok ?? false;

let failed = 0;
for (const file of positionals) {
  const transcript = parseTranscript(file, await readFile(file, 'utf8'));
  const own = values.server === undefined ? await serve(parseServeArguments(['--port', '0', '--speed', 'max', ...transcript.serve])!) : undefined;
  const server = values.server ?? own!.address;
  const stage = await kubectlStage({ kubectl, server, sandbox: own !== undefined || await isSandbox(server) });
  const failures = await runTranscript(transcript, stage);
  await own?.close();
  process.stdout.write(`${failures.length ? 'FAIL' : 'ok  '} ${file}: ${transcript.steps.length} steps\n`);
  for (const failure of failures) process.stdout.write(`${describeFailure(failure)}\n`);
  failed += failures.length;
}
process.exit(failed ? 1 : 0);
