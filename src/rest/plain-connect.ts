/**
 * exec and attach for a client without upgraded connections, the page's own kubectl: `X-Bottleship-Connect: plain`. The request's body is all
 * of stdin. A command that ends at once is answered whole, as JSON; what goes on is streamed, as the text it writes.
 */
import { upgradeRequired, type Connect } from './pod-connect.ts';
import type { RestReply, RestRequest, Sink } from './exchange.ts';
import type { Process } from './kubelet.ts';

const HEADER = 'x-bottleship-connect';

export const wantsPlain = (request: RestRequest): boolean => request.header(HEADER) === 'plain';

/** The answer to a command that ended. */
export interface CommandOutcome { readonly stdout: string; readonly stderr: string; readonly code: number; readonly error?: string }

export function plainConnect(target: Connect, stdin: string | Uint8Array): RestReply {
  if (target.kind !== 'process') throw upgradeRequired();
  const out = new TextDecoder(), err = new TextDecoder();
  let stdout = '', stderr = '';
  let ended: { code: number } | { error: string } | undefined;
  let sink: Sink | undefined;
  const process: Process = target.start({
    stdout: (chunk) => { const text = out.decode(chunk, { stream: true }); if (sink) sink.write(text); else stdout += text; },
    stderr: (chunk) => { const text = err.decode(chunk, { stream: true }); if (sink) sink.write(text); else stderr += text; },
    exit: (result) => { ended = result; sink?.end(); },
  });
  if (stdin.length > 0) process.stdin(typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin);
  process.closeStdin();
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };
  if (ended) {
    const outcome: CommandOutcome = { stdout, stderr, ...('code' in ended ? { code: ended.code } : { code: 1, error: ended.error }) };
    return { status: 200, headers, body: JSON.stringify(outcome) };
  }
  return { status: 200, headers: { ...headers, 'content-type': 'text/plain' }, body: { start(to) { to.write(stdout + stderr); sink = to; return () => process.kill(); } } };
}
