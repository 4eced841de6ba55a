import { beforeAll, expect, test } from 'vitest';
import { SynchronousKubectl } from '../../testing/kubectl/synchronous.ts';
import { splitLine } from '../../testing/kubectl/words.ts';

const kubectl = new SynchronousKubectl({ seed: 1, nodes: 1 });
const run = (line: string): { stdout: string; stderr: string; code: number } => kubectl.run(splitLine(line).words, { maxSeconds: 60 });

beforeAll(() => { kubectl.cluster.settle(); });

test('run -i shows what the container writes from its first word, and --rm removes the pod', () => {
  const { stdout, code } = run('run once --image=busybox --rm -i --restart=Never -- echo hi');
  expect({ stdout, code }).toEqual({ stdout: 'hi\npod "once" deleted from default namespace\n', code: 0 });
  expect(run('get pod once').stderr).toContain('not found');
});

test('run --attach gives back the exit code of a pod that failed', () => {
  const { stdout, stderr, code } = run("run bad --image=busybox --attach --restart=Never -- sh -c 'echo a; exit 3'");
  expect({ stdout, code }).toEqual({ stdout: 'a\n', code: 3 });
  expect(stderr).toContain('pod default/bad terminated (Error)\n');
});

test('debug -i starts an ephemeral container and shows what it writes', () => {
  run('run web --image=nginx');
  run('wait --for=condition=Ready pod/web');
  expect(run('debug web -c dbg -i --image=busybox -- echo here').stdout).toBe('here\n');
  expect(run('get pod web -o jsonpath={.spec.ephemeralContainers[*].name}').stdout).toBe('dbg');
});

test('cp brings files into a container and out of it', () => {
  kubectl.files.set('a.txt', 'a\n');
  expect(run('cp a.txt web:/tmp/a')).toMatchObject({ code: 0, stdout: '' });
  expect(run('exec web -c web -- cat /tmp/a').stdout).toBe('a\n');
  expect(run('cp web:/etc/hostname name.txt')).toMatchObject({ code: 0 });
  expect(kubectl.files.get('name.txt')).toBe('web\n');
});

test('port-forward names its ports, and says which one a pod has not', () => {
  const { stdout, code } = run('port-forward web 8080:80');
  expect({ stdout, code }).toEqual({ stdout: 'Forwarding from 127.0.0.1:8080 -> 80\nForwarding from [::1]:8080 -> 80\n', code: 124 });
  expect(run('port-forward web http').stderr).toBe("error: Pod 'web' does not have a named port 'http'\n");
});
