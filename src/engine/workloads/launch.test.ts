import { describe, expect, it } from 'vitest';
import { newDirectory, newFile, placeFile } from './files/entry.ts';
import { Files } from './files/Files.ts';
import { runCommand } from './launch.ts';
import type { Inside } from './process.ts';

function given(): Inside {
  const root = newDirectory(), config = newDirectory(), shared = newDirectory(0o777);
  for (const name of ['bin', 'etc', 'tmp']) root.children.set(name, newDirectory());
  placeFile(root, 'etc/hostname', newFile('web-1\n'));
  placeFile(config, 'a', newFile('1'));
  placeFile(config, 'b', newFile('2', 0o400));
  return {
    pod: { metadata: { name: 'web-1', namespace: 'shop' }, spec: { containers: [] }, status: { podIP: '10.244.1.5' } }, container: { name: 'c' }, nowMs: 0, startedMs: 0, clientIP: '', privileged: false,
    env: new Map([['GREETING', 'hello'], ['PATH', '/bin']]), user: { uid: 0, gid: 0, groups: [] },
    files: new Files([{ path: '', root: () => root }, { path: '/config', readOnly: true, root: () => config }, { path: '/shared', type: 'tmpfs', root: () => shared }]),
    request: (host, port, { path }) => { if (host === 'gone') throw new Error('dial tcp: lookup gone: no such host'); return { status: path === '/no' ? 404 : 200, headers: {}, body: `${host}:${port}${path}` }; },
    records: (host, type) => (host === 'web.' && type === 'A' ? [{ name: 'web.shop.svc.cluster.local', type, data: '10.96.0.7' }] : []),
    lookup: (host) => (host === 'web' ? { name: 'web.shop.svc.cluster.local', address: '10.96.0.7' } : undefined),
  };
}

const line = (text: string, inside = given()): { stdout: string; stderr: string; code: number } => {
  const { stdout, stderr, code } = runCommand(['sh', '-c', text], inside);
  return { stdout, stderr, code };
};
const out = (text: string, inside = given()): string => line(text, inside).stdout;

describe('commands in a container', () => {
  it('look at files, environment and name', () => {
    const inside = given();
    expect(runCommand(['cat', '/etc/hostname', '/none'], inside)).toMatchObject({ stdout: 'web-1\n', stderr: "cat: can't open '/none': No such file or directory\n", code: 1 });
    expect(runCommand(['ls', '/config'], inside).stdout).toBe('a\nb\n');
    expect(runCommand(['ls', '-l', '/config/b'], inside).stdout).toMatch(/^-r--------\s.*\/config\/b\n$/);
    expect(runCommand(['printenv', 'GREETING'], inside).stdout).toBe('hello\n');
    expect(runCommand(['hostname', '-i'], inside).stdout).toBe('10.244.1.5\n');
  });

  it('pack files for kubectl cp, and unpack them', () => {
    const inside = given();
    const { stdout, code } = runCommand(['tar', 'cf', '-', '/config'], inside);
    expect([code, stdout.length, stdout.slice(0, 8), stdout.slice(257, 262), stdout[512], stdout.slice(1024, 1032)]).toEqual([0, 6 * 512, 'config/a', 'ustar', '1', 'config/b']);
    expect(runCommand(['tar', '-xmf', '-', '-C', '/tmp'], inside, { stdin: stdout }).code).toBe(0);
    expect(out('cat /tmp/config/*', inside)).toBe('12');
  });

  it('reach other programs', () => {
    const inside = given();
    expect(runCommand(['wget', '-qO-', 'http://web:8080/x'], inside)).toMatchObject({ stdout: 'web:8080/x', stderr: '', code: 0 });
    expect(runCommand(['curl', 'gone'], inside)).toMatchObject({ code: 6, stderr: 'curl: (6) Could not resolve host: gone\n' });
    expect(runCommand(['wget', '-q', 'web/no'], inside)).toMatchObject({ code: 1 });
    expect(runCommand(['nslookup', 'web'], inside).stdout).toContain('Address: 10.96.0.7');
    expect(runCommand(['dig', '+short', 'web', 'A'], inside).stdout).toBe('10.96.0.7\n');
  });

  it('a shell joins them, fills in variables and ends as told', () => {
    expect(line('echo "$GREETING world"; false || echo or; true && exit 7; echo never')).toEqual({ stdout: 'hello world\nor\n', stderr: '', code: 7 });
    expect(line("echo '$GREETING'; nosuch")).toEqual({ stdout: '$GREETING\n', stderr: 'sh: nosuch: not found\n', code: 127 });
    expect(runCommand(['nosuch'], given())).toMatchObject({ code: 127, missing: true, stderr: '' });
    expect(line('echo a; ; b')).toMatchObject({ code: 2, stderr: 'sh: syntax error: unexpected ";"\n' });
  });
});

describe('a shell', () => {
  it('has words as POSIX has them', () => {
    expect(out('x=a; y="$x  b"; echo $y "$y" ${x}c ${none:-d} ${#y} $((2*3+1))')).toBe('a b a  b ac d 4 7\n');
    expect(out('f=/a/b.txt; echo ${f##*/} ${f%.txt} $(basename $f .txt) `echo hi`')).toBe('b.txt /a/b b hi\n');
    expect(out('set -- one "two three"; for a in "$@"; do echo "[$a]"; done; shift; echo $# $1')).toBe('[one]\n[two three]\n1 two three\n');
    expect(out('cd /config; echo *; echo /etc/host*; echo "*" no*')).toBe('a b\n/etc/hostname\n* no*\n');
  });

  it('decides and repeats', () => {
    expect(out('i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done; until false; do break; done')).toBe('1\n3\n');
    expect(out('case web-3 in db*) echo db;; web-[0-9]|x) echo web;; esac; if test -f /none; then echo a; elif [ -d /etc ]; then echo b; else echo c; fi')).toBe('web\nb\n');
    expect(out('greet() { echo "hi $1"; return 3; }; greet you; echo $?')).toBe('hi you\n3\n');
    expect(line('set -e; true; false; echo never')).toMatchObject({ stdout: '', code: 1 });
  });

  it('writes to files and reads from them', () => {
    const inside = given();
    expect(out('echo one > /tmp/f; echo two >> /tmp/f; cat < /tmp/f | grep -c o; wc -l < /tmp/f; rm /tmp/f; ls /tmp', inside)).toBe('2\n2\n');
    expect(line('echo x > /config/a', inside)).toMatchObject({ code: 1, stderr: "sh: can't create /config/a: Read-only file system\n" });
    expect(line('echo x > /none/a', inside)).toMatchObject({ code: 1, stderr: "sh: can't create /none/a: nonexistent directory\n" });
    expect(line('echo out; echo err >&2; (echo both; echo of >&2) > /dev/null 2>&1')).toEqual({ stdout: 'out\n', stderr: 'err\n', code: 0 });
    expect(out('cat <<EOF\nhello $GREETING\nEOF\nread a b <<< "1 2 3"; echo $b')).toBe('hello hello\n2 3\n');
  });

  it('lets only those in who may', () => {
    const inside = { ...given(), user: { uid: 1000, gid: 1000, groups: [] } };
    expect(line('cat /config/b; touch /etc/x; touch /shared/y && stat -c "%u %a" /shared/y; id -u', inside)).toEqual({ stdout: '1000 644\n1000\n', stderr: "cat: can't open '/config/b': Permission denied\ntouch: /etc/x: Permission denied\n", code: 0 });
  });

  it('says how long it would have waited', () => {
    expect(runCommand(['sh', '-c', 'sleep 1; sleep 0.5m; echo done'], given())).toMatchObject({ stdout: 'done\n', tookMs: 31_000 });
    expect(runCommand(['sh', '-c', 'while true; do sleep 1; done'], given(), { patienceMs: 5000 })).toMatchObject({ tookMs: Infinity });
  });

  it('works with text', () => {
    expect(out("echo 'a.b.c' | awk -F. '{print $1\"-\"$3}'; echo hello | sed 's/l*o/p/'; printf '%s=%d\\n' a 1 b 2; seq 3 | tail -n 1; echo abc | tr a-c A-C; echo a:b:c | cut -d: -f2")).toBe('a-c\nhep\na=1\nb=2\n3\nABC\nb\n');
  });
});
