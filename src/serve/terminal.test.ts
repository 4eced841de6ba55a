import { afterAll, describe, expect, it } from 'vitest';
import { serve } from './serve.ts';

const served = await serve({ host: '127.0.0.1', port: 0, nodes: 2, seed: 1, speed: Infinity, kubeconfig: undefined });
afterAll(() => served.close());

const post = (body: unknown, init: RequestInit = {}): Promise<Response> => fetch(`${served.address}/sandbox/v1/terminal`, { method: 'POST', body: JSON.stringify(body), ...init });
const lines = async (response: Response): Promise<Record<string, unknown>[]> => (await response.text()).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
const out = (said: Record<string, unknown>[], stream = 'stdout'): string => said.map((line) => line[stream] ?? '').join('');

describe('POST /sandbox/v1/terminal', () => {
  it('runs kubectl on the served cluster and ends with the exit code', async () => {
    await fetch(`${served.address}/sandbox/v1/clock/settle`, { method: 'POST', body: '{}' });
    const said = await lines(await post({ line: 'kubectl get nodes --no-headers | awk \'{print $1, $2}\'' }));
    expect(out(said)).toBe('node-1 Ready\nnode-2 Ready\n');
    expect(said.at(-1)).toEqual({ exitCode: 0 });
  });

  it('has the files, and tells errors apart', async () => {
    const said = await lines(await post({ line: 'cat a/b.txt; ls nowhere', files: { 'a/b.txt': 'héllo\n' } }));
    expect(said).toEqual([{ stdout: 'héllo\n' }, { stderr: 'ls: nowhere: No such file or directory\n' }, { exitCode: 2 }]);
  });

  it('streams a watch, and stops when the client goes', async () => {
    const stop = new AbortController();
    const response = await post({ line: 'kubectl get nodes -w' }, { signal: stop.signal });
    const { value } = await response.body!.getReader().read();
    expect(new TextDecoder().decode(value)).toContain('node-1');
    stop.abort();
  });

  it('refuses a body without a line', async () => expect((await post({ files: {} })).status).toBe(400));
});
