import { describe, expect, it } from 'vitest';
import { HOME } from './laptop-fs.ts';
import { Laptop, Shell } from './shell.ts';
import type { World } from './world.ts';

/** A server that answers every GET with its path, and a watch with three lines and no end. */
function world(): World & { readonly closed: string[] } {
  const closed: string[] = [];
  const reply = { status: 200, headers: {}, warnings: [], body: '' };
  return {
    closed, now: () => Date.parse('2026-01-01T00:00:00Z'),
    request: async ({ path }) => ({ ...reply, body: path }),
    async open({ path, query }) {
      const lines = query.includes('watch') ? ['one\n', 'two\n', 'three\n'] : [`${path}\n`];
      let stop: () => void = () => undefined;
      return {
        reply,
        next: () => (lines.length > 0 ? Promise.resolve(lines.shift()) : query.includes('watch') ? new Promise((end) => { stop = () => end(undefined); }) : Promise.resolve(undefined)),
        close() { closed.push(path); stop(); },
      };
    },
    sleep: (ms, signal) => new Promise((done) => { const timer = setTimeout(done, ms / 1000); signal?.addEventListener('abort', () => { clearTimeout(timer); done(); }); }),
  };
}

function given(): { laptop: Laptop; shell: Shell; said: string[]; run: (line: string, options?: Parameters<Shell['run']>[1]) => Promise<[string, number]> } {
  const said: string[] = [];
  const laptop = new Laptop(world());
  const shell = new Shell(laptop, (text, stream) => said.push(stream === 'stderr' ? `!${text}` : text));
  return { laptop, shell, said, run: async (line, options) => { said.length = 0; const { exitCode } = await shell.run(line, options); return [said.join(''), exitCode]; } };
}

describe('a shell', () => {
  it('runs pipes, redirections and the text tools', async () => {
    const { run } = given();
    expect(await run('printf "b\\na\\n" | sort > f; cat f')).toEqual(['a\nb\n', 0]);
    expect(await run('grep a f | wc -l | tr -d " "')).toEqual(['1\n', 0]);
    expect(await run('nope')).toEqual(['!bash: nope: command not found\n', 127]);
  });

  it('keeps folder, variables, functions, arrays and $? from line to line', async () => {
    const { run } = given();
    await run('mkdir d; cd d; X=1; a=(x y); f() { echo "$1!"; }');
    expect(await run('pwd; echo $X ${a[1]}; f z; false')).toEqual([`${HOME}/d\n1 y\nz!\n`, 1]);
    expect(await run('echo $?')).toEqual(['1\n', 0]);
  });

  it('shows what a loop prints while it runs', async () => {
    const { run, said } = given();
    const stop = new AbortController();
    const running = run('while true; do echo tick; sleep 10; done', { signal: stop.signal });
    await expect.poll(() => said.filter((text) => text === 'tick\n').length).toBeGreaterThan(1);
    stop.abort();
    expect((await running)[1]).toBe(130);
  });

  it('shows a watch bit by bit until Ctrl-C, through a pipe too', async () => {
    for (const [line, shown] of [['curl "localhost:8001/api?watch=1"', 'one\ntwo\nthree\n'], ['curl "localhost:8001/api?watch=1" | grep t', 'two\nthree\n']] as const) {
      const { run, said, laptop } = given();
      const stop = new AbortController();
      const running = run(line, { signal: stop.signal });
      await expect.poll(() => said.join('')).toBe(shown);
      stop.abort();
      expect((await running)[1]).toBe(130);
      expect((laptop.world as ReturnType<typeof world>).closed).toContain('/api');
    }
  });

  it('ends a watch when the reader has enough', async () => {
    const { run } = given();
    expect((await run('curl "localhost:8001/api?watch=1" | head -2'))[0]).toBe('one\ntwo\n');
  });

  it('ends it for grep -m and grep -q too', async () => {
    const { run } = given();
    expect(await run('curl "localhost:8001/api?watch=1" | grep -m1 t')).toEqual(['two\n', 0]);
    expect(await run('curl "localhost:8001/api?watch=1" | grep -q two')).toEqual(['', 0]);
  });

  it('shows a watch under timeout as it comes', async () => {
    const { run } = given();
    expect(await run('timeout 1 curl "localhost:8001/api?watch=1"')).toEqual(['one\ntwo\nthree\n', 124]);
  });

  it('watches a line: again and again, in the time of the cluster, until it changes or is stopped', async () => {
    const { run, said } = given();
    expect((await run('echo 0 > n; watch -t -g -n 1 "cat n; echo 1 > n"'))[0]).toBe('0\n\n1\n\n');
    const stop = new AbortController();
    const running = run('watch -n 5 "echo hi | tr h H"', { signal: stop.signal });
    await expect.poll(() => said.filter((text) => text.startsWith('Every 5.0s: echo hi | tr h H') && text.endsWith('Hi\n\n')).length).toBeGreaterThan(1);
    stop.abort();
    expect((await running)[1]).toBe(130);
    expect((await run('watch -t echo x | head -3'))[0]).toBe('x\n\nx\n');
    expect(await run('watch')).toEqual(['!Usage: watch [-t] [-g] [-e] [-n SECONDS] COMMAND\n', 1]);
  });

  it('has aliases from the next line on, for watches too', async () => {
    const { run } = given();
    await run(`alias get='curl -s' v=get; alias ls='ls -a'`);
    expect(await run('x=1 v localhost:8001/v; echo "v" v; for i in 1; do get localhost:8001/w; done')).toEqual(['/v\nv v\n/w\n', 0]);
    expect((await run('get "localhost:8001/api?watch=1" | head -1'))[0]).toBe('one\n');
  });

  it('takes options of xargs with their value right behind', async () => {
    expect((await given().run('seq 4 | xargs -n2 echo; seq 2 | xargs -I{} echo n{}'))[0]).toBe('1 2\n3 4\nn1\nn2\n');
  });

  it('says what there is to be run', async () => expect((await given().run('help'))[0]).toContain('kubectl, k '));

  it('hands output of substitutions and redirected loops on, not to the screen', async () => {
    const { run } = given();
    expect(await run('x=$(curl -s localhost:8001/v); for i in 1 2; do echo $i$x; done > out; cat out')).toEqual(['1/v\n2/v\n', 0]);
  });

  it('reaches the API server by curl and nothing else', async () => {
    const { run } = given();
    expect(await run('curl -s localhost:8001/api/v1/pods')).toEqual(['/api/v1/pods\n', 0]);
    expect(await run('curl http://example.com')).toEqual(['!curl: (6) Could not resolve host: example.com\n', 6]);
  });

  it('says when a line goes on', () => {
    const { shell } = given();
    expect(['echo "a', 'for i in 1; do', 'cat <<EOF', 'ls |', 'ls \\', 'f() {', 'ls', "echo 'a' b"].map((line) => shell.isIncomplete(line))).toEqual([true, true, true, true, true, true, false, false]);
  });

  it('tells virtual time', async () => expect((await given().run('date -u +%Y-%m-%d'))[0]).toBe('2026-01-01\n'));

  it('has the files it was given, without its own dot files', async () => {
    const { laptop, run } = given();
    await laptop.write('deep/er/a.yaml', 'kind: Pod\n');
    await run('cp deep/er/a.yaml b.yaml; echo x > .hidden');
    expect([...(await laptop.files())]).toEqual([['b.yaml', 'kind: Pod\n'], ['deep/er/a.yaml', 'kind: Pod\n']]);
  });

  it('completes commands, files, verbs and flags', async () => {
    const { shell, laptop } = given();
    await laptop.write('manifests/web.yaml', '');
    const at = async (text: string): Promise<readonly string[]> => (await shell.complete(text, text.length)).candidates;
    expect(await at('kubec')).toEqual(['kubectl']);
    expect(await at('cat man')).toEqual(['manifests/']);
    expect(await at('kubectl apply -f manifests/w')).toEqual(['web.yaml']);
    expect(await at('k roll')).toEqual(['rollout']);
    expect(await at('kubectl rollout un')).toEqual(['undo']);
    expect(await at('kubectl get pods --all-n')).toEqual(['--all-namespaces']);
    expect(await at('kubectl get pods -o js')).toEqual(['json', 'jsonpath-file=', 'jsonpath=']);
    expect(await at('ls | gre')).toEqual(['grep']);
  });
});
