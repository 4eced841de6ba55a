/**
 * `/sandbox/v1/`: what a simulated cluster has and a real one has not. The clock, the journal, the hash of everything,
 * and why an object is as it is. The engine's cluster implements `Sandbox`.
 */
import { badRequest, StatusError } from '../engine/api/errors.ts';
import { bodyText } from './body.ts';
import { pageNotFound } from './errors.ts';
import type { RestReply, RestRequest } from './exchange.ts';
import { parseResourcePath, type ResourcePath } from './path.ts';

export interface SandboxClock {
  /** Virtual instant, ms since 1970. */
  readonly nowMs: number;
  /** Virtual seconds a real second; Infinity = as fast as it goes while there is something to do. */
  readonly speed: number;
  readonly paused: boolean;
}

export interface Sandbox {
  clock(): SandboxClock;
  setClock(change: { speed?: number; paused?: boolean }): void;
  /** Runs the cluster that long ahead, at once. */
  advance(seconds: number): void;
  /** Runs until nothing but upkeep is pending, at most that long; true when it settled. */
  settle(maxSeconds: number): boolean;
  digest(): { revision: number; digest: string };
  journal(): unknown;
  /** The processes of the control plane, each with what went wrong in its loops. */
  components(): readonly object[];
  /** Everything stored, as plain JSON, and back. Absent where nothing can be saved. */
  snapshot?(): unknown;
  restore?(snapshot: unknown): void;
  /** The causes behind an object's latest write (`chain`, nearest first), what followed (`effects`), and a pod's scheduling `attempts`. Undefined: no such object. */
  why(path: ResourcePath): object | undefined;
  /** Runs a line in a laptop's shell with those files in its home folder; `ended` gets the exit code. The result stops it. Absent where there is no shell. */
  terminal?(asked: TerminalRequest, write: (text: string, stream: 'stdout' | 'stderr') => void, ended: (exitCode: number) => void): () => void;
}

export interface TerminalRequest { readonly line: string; readonly files: Readonly<Record<string, string>>; readonly stdin?: string }

/** Virtual seconds one request may run ahead. */
const MAX_SECONDS = 366 * 24 * 3600;

const json = (value: unknown, status = 200): RestReply => ({ status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` });

export function answerSandbox(sandbox: Sandbox, request: RestRequest): RestReply {
  const path = request.path.slice('/sandbox/v1/'.length);
  const { method } = request;
  switch (path) {
    case 'clock':
      if (method === 'PUT' || method === 'PATCH') sandbox.setClock(readClock(body(request)));
      else if (method !== 'GET') break;
      return json(clock(sandbox));
    case 'clock/advance':
      if (method !== 'POST') break;
      sandbox.advance(seconds(body(request), 'seconds'));
      return json(clock(sandbox));
    case 'clock/settle': {
      if (method !== 'POST') break;
      const settled = sandbox.settle(seconds(body(request), 'maxSeconds', 3600));
      return json({ ...clock(sandbox), settled });
    }
    case 'digest':
      if (method !== 'GET') break;
      return json(sandbox.digest());
    case 'terminal':
      if (method !== 'POST' || !sandbox.terminal) break;
      return terminal(sandbox.terminal.bind(sandbox), readTerminal(body(request)), request.header('accept') ?? '');
    case 'journal':
      if (method !== 'GET') break;
      return json(sandbox.journal());
    case 'components':
      if (method !== 'GET') break;
      return json({ components: sandbox.components() });
    case 'snapshot':
      if (method === 'GET' && sandbox.snapshot) return json(sandbox.snapshot());
      if (method !== 'PUT' || !sandbox.restore) break;
      sandbox.restore(body(request));
      return json(sandbox.digest());
    default: {
      if (!path.startsWith('why/') || method !== 'GET') break;
      const object = parseResourcePath(path.slice('why'.length));
      const reasons = object?.name === undefined ? undefined : sandbox.why(object);
      if (reasons) return json(reasons);
    }
  }
  return pageNotFound();
}

function clock(sandbox: Sandbox): { now: string; speed: number | 'max'; paused: boolean } {
  const { nowMs, speed, paused } = sandbox.clock();
  return { now: new Date(nowMs).toISOString(), speed: speed === Infinity ? 'max' : speed, paused };
}

function body(request: RestRequest): Record<string, unknown> {
  const text = bodyText(request.body);
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('the body must be a JSON object');
  return value as Record<string, unknown>;
}

export function readClock(given: Record<string, unknown>): { speed?: number; paused?: boolean } {
  const change: { speed?: number; paused?: boolean } = {};
  for (const [key, value] of Object.entries(given)) {
    if (key === 'speed' && value === 'max') change.speed = Infinity;
    else if (key === 'speed' && typeof value === 'number' && value >= 0) change.speed = value;
    else if (key === 'paused' && typeof value === 'boolean') change.paused = value;
    else if (key === 'now') continue;
    else throw badRequest(`${key}: Invalid value: ${JSON.stringify(value)}: speed is a number that is not negative or "max", paused is true or false`);
  }
  return change;
}

function readTerminal({ line, files = {}, stdin }: Record<string, unknown>): TerminalRequest {
  if (typeof line !== 'string') throw badRequest(`line: Invalid value: ${JSON.stringify(line ?? null)}: must be the line to run, a string`);
  if (typeof files !== 'object' || files === null || Object.values(files).some((text) => typeof text !== 'string')) throw badRequest('files: Invalid value: must be texts by name');
  if (stdin !== undefined && typeof stdin !== 'string') throw badRequest('stdin: Invalid value: must be a string');
  return { line, files: files as Record<string, string>, ...(stdin === undefined ? {} : { stdin }) };
}

/**
 * What the line prints, as it comes: a line of JSON each, `{"stdout": "..."}` or `{"stderr": "..."}`, and last
 * `{"exitCode": 0}`. Who accepts `text/plain` gets the bare text, and the exit code as its last line.
 */
function terminal(run: NonNullable<Sandbox['terminal']>, asked: TerminalRequest, accept: string): RestReply {
  const plain = accept.startsWith('text/plain');
  let last = '\n';
  return {
    status: 200, headers: { 'content-type': plain ? 'text/plain; charset=utf-8' : 'application/x-ndjson', 'cache-control': 'no-cache' },
    body: {
      start: (sink) => run(asked, (text, stream) => { last = text; sink.write(plain ? text : `${JSON.stringify({ [stream]: text })}\n`); }, (exitCode) => {
        sink.write(plain ? `${last.endsWith('\n') ? '' : '\n'}${exitCode}\n` : `${JSON.stringify({ exitCode })}\n`);
        sink.end();
      }),
    },
  };
}

function seconds(given: Record<string, unknown>, key: string, otherwise?: number): number {
  const value = given[key] ?? otherwise;
  if (typeof value !== 'number' || !(value >= 0) || value > MAX_SECONDS) {
    throw new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: `${key}: Invalid value: ${JSON.stringify(value ?? null)}: must be a number of seconds between 0 and ${MAX_SECONDS}`, reason: 'BadRequest', code: 400 });
  }
  return value;
}
