import { difference } from './match.ts';
import type { Transcript } from './transcript.ts';

export interface CommandResult { readonly stdout: string; readonly stderr: string; readonly exitCode: number }

/** Where a transcript runs: a kubectl and a cluster. */
export interface Stage {
  /** Makes the transcript's files known to the commands. */
  files(files: ReadonlyMap<string, string>): Promise<void>;
  run(command: string): Promise<CommandResult>;
  /** Until nothing but upkeep is pending; a real cluster just waits. */
  settle(maxSeconds: number): Promise<void>;
  advance(seconds: number): Promise<void>;
}

export interface Failure { readonly transcript: string; readonly line: number; readonly command: string; readonly difference: string }

const DEFAULT_SETTLE_SECONDS = 60;

/** Runs every step, also after one that failed: later ones often say why. */
export async function runTranscript(transcript: Transcript, stage: Stage): Promise<Failure[]> {
  const failures: Failure[] = [];
  await stage.files(transcript.files);
  for (const step of transcript.steps) {
    const fail = (text: string): void => { failures.push({ transcript: transcript.name, line: step.line, command: step.command, difference: text }); };
    const [verb, argument] = step.command.split(/\s+/);
    if (verb === 'settle') await stage.settle(argument === undefined ? DEFAULT_SETTLE_SECONDS : Number(argument));
    else if (verb === 'advance') await stage.advance(Number(argument));
    else {
      const result = await stage.run(step.command);
      const out = difference(step.stdout, lines(result.stdout));
      const err = difference(step.stderr, lines(result.stderr));
      if (out) fail(out);
      if (err) fail(`  on stderr,\n${err}`);
      if (result.exitCode !== step.exitCode) fail(`  expected exit code ${step.exitCode}, got ${result.exitCode}`);
    }
  }
  return failures;
}

const lines = (text: string): string[] => {
  const all = text.replace(/\s+$/, '').split('\n');
  return all.length === 1 && all[0] === '' ? [] : all;
};

export const describeFailure = (failure: Failure): string => `${failure.transcript}:${failure.line}: $ ${failure.command}\n${failure.difference}`;
