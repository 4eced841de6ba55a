/**
 * How long a shell line runs, and how it ends, worked out from its text: `sleep 5; exit 1`, `echo hi && sleep 2`,
 * `while true; do date; sleep 1; done`. Enough for the manifests of lessons and docs until shells truly run.
 */
export interface ScriptEnd { readonly afterMs: number; readonly exitCode: number }

const FOREVER = /\b(while\s+(true|:|\[\s*1\s*\]|sleep\s+[\d.]+)|until\s+false|for\s*\(\(\s*;\s*;|tail\s+-[fF]|sleep\s+(infinity|inf)|yes\b|nc\s+.*-l|httpd\b|nginx\b|top\b|watch\b|python3?\s+-m\s+http\.server)/;

/** Undefined when the script runs on. */
export function runScript(script: string): ScriptEnd | undefined {
  if (FOREVER.test(script)) return undefined;
  let afterMs = 0;
  let exitCode = 0;
  // Commands in order; `&&` and `||` go by the code of the one before.
  const tokens = script.split(/(;|&&|\|\||\n)/);
  let operator = ';';
  for (const token of tokens) {
    if (/^(;|&&|\|\||\n)$/.test(token)) { operator = token; continue; }
    const command = token.trim();
    if (!command || command.startsWith('#')) continue;
    if ((operator === '&&' && exitCode !== 0) || (operator === '||' && exitCode === 0)) continue;
    const exit = /(?:^|[\s({])exit(?:\s+(\d+))?/.exec(command);
    const sleep = /(?:^|[\s({/])sleep\s+([\d.]+)([smhd]?)/.exec(command);
    if (sleep) afterMs += Number(sleep[1]) * ({ m: 60, h: 3600, d: 86400 }[sleep[2]!] ?? 1) * 1000;
    if (exit) return { afterMs, exitCode: exit[1] ? Number(exit[1]) & 255 : exitCode };
    exitCode = /^(\/bin\/)?false$/.test(command) ? 1 : /^(cat|ls)\s+\/(nonexistent|no\/such)/.test(command) ? 1 : 0;
  }
  return { afterMs, exitCode };
}
