import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
      const { address, close } = await serve({ host: '127.0.0.1', port: 0, nodes: 3, seed: 1, speed: Infinity, kubeconfig: undefined });
      try {
        const stage = await kubectlStage({ kubectl: kubectl!, server: address, sandbox: true });
        const failures = await runTranscript(parseTranscript(file, readFileSync(join(folder, file), 'utf8')), stage);
        expect(failures.map(describeFailure).join('\n')).toBe('');
      } finally {
        await close();
      }
    });
  }
});
