import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseServeArguments } from '../../serve/arguments.ts';
import { serve } from '../../serve/serve.ts';
import { findKubectl } from './find-kubectl.ts';
import { kubectlStage } from './kubectl-stage.ts';
import { describeFailure, runTranscript } from './run.ts';
import { parseTranscript } from './transcript.ts';

const folder = join(import.meta.dirname, 'transcripts');
const kubectl = findKubectl();
if (!kubectl) process.stderr.write('SKIPPED: transcripts need a kubectl on the PATH\n');

describe.skipIf(!kubectl)('with an unmodified kubectl', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
    it(file, { timeout: 120_000 }, async () => {
      const transcript = parseTranscript(file, readFileSync(join(folder, file), 'utf8'));
      const { address, close } = await serve(parseServeArguments(['--port', '0', '--speed', 'max', ...transcript.serve])!);
      try {
        const stage = await kubectlStage({ kubectl: kubectl!, server: address, sandbox: true });
        const failures = await runTranscript(transcript, stage);
        expect(failures.map(describeFailure).join('\n')).toBe('');
      } finally {
        await close();
      }
    });
  }
});
