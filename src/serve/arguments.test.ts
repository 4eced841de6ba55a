import { expect, it } from 'vitest';
import { parseServeArguments } from './arguments.ts';

it('reads the flags', () => {
  expect(parseServeArguments(['--port', '0', '--nodes', '5', '--seed', '7', '--speed', 'max', '--kubeconfig', 'kc'])).toEqual({ host: '127.0.0.1', port: 0, nodes: 5, seed: 7, speed: Infinity, kubeconfig: 'kc' });
  expect(parseServeArguments(['--speed', '0.5'])?.speed).toBe(0.5);
  expect(parseServeArguments(['--start', '2026-02-01T00:00:00Z'])?.startMs).toBe(Date.UTC(2026, 1, 1));
  expect(parseServeArguments(['--control-planes', '3', '--cloud'])).toMatchObject({ controlPlanes: 3, cloud: true });
  expect(parseServeArguments(['--disable-admission-plugins', 'ServiceAccount,Priority', '--disable-admission-plugins=PodSecurity'])?.disableAdmissionPlugins).toEqual(['ServiceAccount', 'Priority', 'PodSecurity']);
  expect(parseServeArguments(['--authorization-mode', 'RBAC,AlwaysAllow', '--token-auth-file', 't'])).toMatchObject({ alwaysAllow: true, tokenAuthFile: 't' });
  expect(parseServeArguments(['-h'])).toBeUndefined();
});

it.each([['--port', '70000'], ['--nodes', '-1'], ['--nodes', 'x'], ['--speed', 'fast'], ['--speed', ''], ['--start', 'soon'], ['--control-planes', '2'], ['--authorization-mode', 'Never'], ['--what', '1']])('refuses %s %s', (...args) => {
  expect(() => parseServeArguments(args)).toThrow();
});
