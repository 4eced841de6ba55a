/**
 * A shell line that waits for others, as init containers do: `until nslookup db; do echo waiting; sleep 2; done`
 * (https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#init-containers-in-use).
 */
import type { Tries } from './program.ts';
import { runScript } from './script.ts';
import { scriptOutput } from './script-output.ts';

const UNTIL = /^\s*(until|while\s+!)\s+([\s\S]*?);\s*do\b([\s\S]*?);?\s*done\b\s*;?([\s\S]*)$/;
/** ms that one turn takes beside its sleep. */
const TURN_MS = 50;

/** Undefined for a line that waits for nobody, or for what is not looked at here. */
export function waitingLine(script: string): Tries | undefined {
  const [, , condition = '', body = '', rest = ''] = UNTIL.exec(script) ?? [];
  if (!/^(?:\/usr\/bin\/)?(nslookup|wget|curl|nc|getent|ping)\b/.test(condition.trim())) return undefined;
  const pause = runScript(body)?.afterMs ?? 0;
  const says = scriptOutput(body)?.lines;
  const end = rest.trim() === '' ? { afterMs: 0, exitCode: 0 } : runScript(rest);
  return { line: condition.trim(), everyMs: TURN_MS + pause, ...(says ? { says } : {}), ...(end ? { then: end } : {}) };
}
