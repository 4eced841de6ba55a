import { expect, test } from 'vitest';
import { findCommand } from './index.ts';

test.each([
  ['get pods', 'get', ['pods']], ['-n x get pods', 'get', ['-n', 'x', 'pods']], ['-o name get cm', 'get', ['-o', 'name', 'cm']], ['--help=false get cm', 'get', ['--help=false', 'cm']],
  ['rollout -n x status deploy/web', 'rollout status', ['-n', 'x', 'deploy/web']], ['create cm a --from-literal=b=c', 'create configmap', ['a', '--from-literal=b=c']], ['create -f x.yaml', 'create', ['-f', 'x.yaml']],
])('%s', (line, path, rest) => expect(findCommand(line.split(' '))).toMatchObject({ path, rest }));

test('a flag that is not known takes the next word', () => {
  expect(findCommand(['-A', 'get', 'cm'])).toEqual({ unknown: 'cm', path: '' });
  expect(findCommand(['--nosuch', 'get', 'pods'])).toEqual({ unknown: 'pods', path: '' });
});
