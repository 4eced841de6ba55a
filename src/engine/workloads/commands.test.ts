import { describe, expect, it } from 'vitest';
import { runCommand, runLine, type Inside } from './commands.ts';

const inside: Inside = {
  pod: { metadata: { name: 'web-1', namespace: 'shop' }, spec: { containers: [] }, status: { podIP: '10.244.1.5' } }, container: { name: 'c' }, nowMs: 0, clientIP: '',
  env: new Map([['GREETING', 'hello']]), files: new Map([['/etc/hostname', 'web-1\n'], ['/config/a', '1'], ['/config/b', '2']]),
  request: (host, port, { path }) => { if (host === 'gone') throw new Error('dial tcp: lookup gone: no such host'); return { status: path === '/no' ? 404 : 200, headers: {}, body: `${host}:${port}${path}` }; },
  lookup: (host) => (host === 'web' ? { name: 'web.shop.svc.cluster.local', address: '10.96.0.7' } : undefined),
};

describe('commands in a container', () => {
  it('look at files, environment and name', () => {
    expect(runCommand(['cat', '/etc/hostname', '/none'], inside)).toEqual({ stdout: 'web-1\n', stderr: "cat: can't open '/none': No such file or directory\n", code: 1 });
    expect(runCommand(['ls', '/config'], inside).stdout).toBe('a\nb\n');
    expect(runCommand(['printenv', 'GREETING'], inside).stdout).toBe('hello\n');
    expect(runCommand(['hostname', '-i'], inside).stdout).toBe('10.244.1.5\n');
  });

  it('pack files for kubectl cp', () => {
    const { stdout, code } = runCommand(['tar', 'cf', '-', '/config'], inside);
    expect([code, stdout.length, stdout.slice(0, 8), stdout.slice(257, 262), stdout[512], stdout.slice(1024, 1032)]).toEqual([0, 6 * 512, 'config/a', 'ustar', '1', 'config/b']);
    expect(runCommand(['tar', '-xmf', '-', '-C', '/tmp'], inside).stderr).toContain('Read-only file system');
  });

  it('reach other programs', () => {
    expect(runCommand(['wget', '-qO-', 'http://web:8080/x'], inside)).toMatchObject({ stdout: 'web:8080/x', stderr: '', code: 0 });
    expect(runCommand(['curl', '-s', 'gone'], inside)).toMatchObject({ code: 6, stderr: 'curl: (6) Could not resolve host: gone\n' });
    expect(runCommand(['wget', '-q', 'web/no'], inside)).toMatchObject({ code: 1 });
    expect(runCommand(['nslookup', 'web'], inside).stdout).toContain('Address: 10.96.0.7');
  });

  it('a shell joins them, fills in variables and ends as told', () => {
    expect(runLine('echo "$GREETING world"; false || echo or; true && exit 7; echo never', inside)).toEqual({ stdout: 'hello world\nor\n', stderr: '', code: 7 });
    expect(runCommand(['sh', '-c', "echo '$GREETING'; nosuch"], inside)).toEqual({ stdout: '$GREETING\n', stderr: 'sh: nosuch: not found\n', code: 127 });
    expect(runCommand(['nosuch'], inside)).toMatchObject({ code: 127, missing: true });
  });
});
