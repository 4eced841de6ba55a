import { expect, test } from 'vitest';
import { SynchronousKubectl } from '../../testing/kubectl/synchronous.ts';
import { outcomeOf, scriptOf } from './shell-line.ts';

test('the folder of one line is that of the next', () => {
  const kubectl = new SynchronousKubectl({ nodes: 1 });
  kubectl.cluster.settle(60_000);
  kubectl.run(['run', 'web', '--image=nginx']);
  kubectl.run(['wait', '--for=condition=Ready', 'pod/web']);
  let folder = '';
  const lines = ['pwd', 'cd /etc', 'pwd; exit 3', 'cd nosuch', 'pwd', 'cd; pwd'].map((line) => {
    const { stdout, stderr, code } = kubectl.run(['exec', 'web', '--', 'sh', '-c', scriptOf(line, folder)]);
    const outcome = outcomeOf(stdout);
    folder = outcome.folder ?? folder;
    return [outcome.written, stderr.split('\n')[0], code];
  });
  expect(lines).toEqual([
    ['/\n', '', 0], ['', '', 0], ['/etc\n', 'command terminated with exit code 3', 3], ['', "sh: cd: can't cd to nosuch: No such file or directory", 2], ['/etc\n', '', 0], ['/root\n', '', 0],
  ]);
});
