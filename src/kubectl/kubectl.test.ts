import { beforeAll, expect, test } from 'vitest';
import { SynchronousKubectl } from '../testing/kubectl/synchronous.ts';
import { splitLine } from '../testing/kubectl/words.ts';

const kubectl = new SynchronousKubectl({ seed: 1, nodes: 1 });
const run = (line: string): { stdout: string; stderr: string; code: number } => kubectl.run(splitLine(line).words);

beforeAll(() => {
  kubectl.files.set('cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: "1"\n  on: "yes"\n');
  kubectl.cluster.settle();
});

test('apply creates, then finds nothing to change, then configures', () => {
  expect(run('apply -f cm.yaml')).toEqual({ stdout: 'configmap/a created\n', stderr: '', code: 0 });
  expect(run('apply -f cm.yaml').stdout).toBe('configmap/a unchanged\n');
  kubectl.files.set('cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: "2"\n');
  expect(run('apply -f cm.yaml').stdout).toBe('configmap/a configured\n');
  expect(run("get cm a -o jsonpath='{.data}'").stdout).toBe('{"k":"2"}');
});

test('what is wrong is said in kubectl\'s words, with exit code 1', () => {
  expect(run('get nosuch')).toEqual({ stdout: '', stderr: 'error: the server doesn\'t have a resource type "nosuch"\n', code: 1 });
  expect(run('get cm nope')).toEqual({ stdout: '', stderr: 'Error from server (NotFound): configmaps "nope" not found\n', code: 1 });
  expect(run('get cm --foo').stderr).toBe("error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n");
  expect(run('gett').stderr).toBe('error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n');
});

test('waiting lets virtual time pass', () => {
  expect(run('create deployment web --image=nginx').code).toBe(0);
  expect(run('rollout status deployment/web').stdout).toContain('deployment "web" successfully rolled out\n');
  expect(run('wait --for=jsonpath={.status.readyReplicas}=5 deployment/web --timeout=2s')).toEqual({ stdout: '', stderr: 'error: timed out waiting for the condition on deployments/web\n', code: 1 });
});

test('a watch prints changes until it is interrupted', () => {
  const { stdout, code } = kubectl.run(['get', 'cm', 'a', '-w', '--no-headers'], { maxSeconds: 5 });
  expect(code).toBe(124);
  expect(stdout).toMatch(/^a +1 +\d+/);
});
