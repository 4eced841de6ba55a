/** `agnhost` as a command: a shell may call it, and so may `kubectl exec`. Where it is no tool it runs on. */
import { TOOLS } from '../images/agnhost/tools.ts';
import type { Command } from '../process.ts';

export const agnhostCommand: Command = function* ([name = 'pause', ...words], process, called) {
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (!tool) { yield { ms: Infinity }; return 0; }
  const result = tool(words, process, called);
  return typeof result === 'number' ? result : yield* result;
};
