import { expect, it } from 'vitest';
import { describeFailure, runTranscript, type Stage } from './run.ts';
import { parseTranscript } from './transcript.ts';

const TEXT = `# About nothing
--- a.yaml
kind: A
---
kind: B
--- end
$ kubectl apply -f a.yaml
a/x created

$ settle 5
$ kubectl get none
! Error: none
[exit 1]
$ kubectl get pods
NAME  AGE
...
`;

it('reads files, commands, output, stderr and exit codes', () => {
  const { files, steps } = parseTranscript('t', TEXT);
  expect([...files]).toEqual([['a.yaml', 'kind: A\n---\nkind: B\n']]);
  expect(steps.map((s) => [s.command, s.stdout, s.stderr, s.exitCode])).toEqual([
    ['kubectl apply -f a.yaml', ['a/x created'], [], 0], ['settle 5', [], [], 0], ['kubectl get none', [], ['Error: none'], 1], ['kubectl get pods', ['NAME  AGE', '...'], [], 0],
  ]);
  expect(() => parseTranscript('t', '--- a\nx')).toThrow('t:1: the file a has no "--- end"');
  expect(() => parseTranscript('t', 'x')).toThrow('t:1');
});

it('tells what differed, and goes on', async () => {
  const settled: number[] = [];
  const stage: Stage = {
    files: async () => {}, settle: async (seconds) => { settled.push(seconds); }, advance: async () => {},
    run: async (command) => (command.endsWith('none') ? { stdout: '', stderr: 'Error: none\n', exitCode: 0 } : command.endsWith('pods') ? { stdout: 'NAME  AGE\np     3s\n', stderr: '', exitCode: 0 } : { stdout: 'b/y created\n', stderr: '', exitCode: 0 }),
  };
  const failures = await runTranscript(parseTranscript('t', TEXT), stage);
  expect(settled).toEqual([5]);
  expect(failures.map(describeFailure)).toEqual([
    't:7: $ kubectl apply -f a.yaml\n  expected:\n    a/x created\n  got:\n    b/y created',
    't:11: $ kubectl get none\n  expected exit code 1, got 0',
  ]);
});
