/**
 * `registry.k8s.io/e2e-test-images/agnhost`: many small programs for trying a cluster out, chosen by the first argument
 * (https://pkg.go.dev/k8s.io/kubernetes/test/images/agnhost). Those that are not in `servers.ts` or `tools.ts` only run.
 */
import type { Container } from '../../../api/types.ts';
import { SHELL } from '../../footprint.ts';
import { isShell } from '../../launch.ts';
import type { Image, Program } from '../../program.ts';
import { filled, isKnown, runWords, wordsOf } from '../run-words.ts';
import { agnhostServer } from './servers.ts';
import { generatedLogs, TOOLS } from './tools.ts';

const READY_MS = 200;
const PLAIN: Program = { readyMs: READY_MS, stopMs: 20, stopCode: 0, footprint: { idleMillis: 1, memoryMi: 10, millisPerRequest: 0.3 } };
const TOOL: Program = { ...PLAIN, readyMs: 0, footprint: SHELL };
const NAME = /(^|\/)agnhost(-2)?$/;

function run(container: Container): Program {
  const words = wordsOf(container);
  const own = container.command?.length ? words : ['/agnhost', ...(words.length > 0 ? words : ['pause'])];
  if (NAME.test(own[0]!)) return byWords(own, container);
  // A shell that hands over to a server at its end answers as that server.
  const inner = own.findIndex((word) => isShell(word)) >= 0 ? /(?:^|[;&\s])(?:exec\s+)?\/?agnhost\s+([^;&|]+)/.exec(own.join(' '))?.[1]?.trim().split(/\s+/) : undefined;
  const web = inner && agnhostServer(inner, container);
  return isKnown(own[0]) ? { ...TOOL, ...(web ? { web, readyMs: READY_MS } : {}), run: runWords(own, false) } : PLAIN;
}

function byWords([called = '', name = 'pause', ...words]: readonly string[], container: Container): Program {
  const web = agnhostServer([name, ...words], container);
  if (web) return { ...PLAIN, web };
  if (name === 'logs-generator') return { ...PLAIN, output: generatedLogs(words), ends: { afterMs: (generatedLogs(words).lines.at(-1)?.afterMs ?? 0) + 100, exitCode: 0 } };
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (name === 'pause') return { ...PLAIN, readyMs: 0, output: { lines: [{ afterMs: 0, text: () => 'Paused' }] } };
  if (!tool) return PLAIN;
  return { ...TOOL, run: (inside, io, start) => start([called, name, ...words.map((word) => filled(word, inside.env))], inside, io) };
}

export const agnhost: Image = { repository: 'registry.k8s.io/e2e-test-images/agnhost', bytes: 50 * 1024 * 1024, run };
