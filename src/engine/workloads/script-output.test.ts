import { describe, expect, it } from 'vitest';
import { DEFAULT_EPOCH_MS, parseTime } from '../kernel/time.ts';
import { dateText, scriptOutput } from './script-output.ts';

const START = DEFAULT_EPOCH_MS;
const text = (script: string, turn = 0): string[] => {
  const output = scriptOutput(script);
  return [...(output?.lines ?? []), ...(output?.loop?.lines ?? [])].map((line) => line.text(turn, START));
};

describe('what a shell line writes', () => {
  it('tells echoes in order, with the time each comes at', () => {
    expect(scriptOutput('echo one; sleep 2; echo "two words"; exit 1; echo never')?.lines.map((line) => [line.afterMs, line.text(0, START)])).toEqual([[0, 'one'], [2000, 'two words']]);
  });

  it('counts and dates the turns of an endless loop', () => {
    const script = 'i=0; while true; do echo "$i: $(date)"; i=$((i+1)); sleep 1; done';
    expect(text(script, 41)).toEqual(['41: Thu Jan  1 00:00:00 UTC 2026']);
    expect(scriptOutput(script)?.loop).toMatchObject({ afterMs: 0, everyMs: 1000 });
  });

  it('leaves out what goes into a file or a pipe, and knows stderr', () => {
    expect(text('echo secret > /tmp/file; echo counted | wc -l; echo shown')).toEqual(['shown']);
    expect(scriptOutput('echo bad >&2')?.lines[0]).toMatchObject({ stderr: true });
    expect(scriptOutput('sleep 5')).toBeUndefined();
  });

  it('prints a date as date does', () => {
    expect(dateText(parseTime('2026-11-28T17:05:09Z'))).toBe('Sat Nov 28 17:05:09 UTC 2026');
  });
});
