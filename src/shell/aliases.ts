/** Aliases, as an interactive bash has them: the first word of a command is replaced before the line is read. */

/** How just-bash keeps them among its variables. */
const PREFIX = 'BASH_ALIAS_';

export const aliasNames = (env: Readonly<Record<string, string>>): string[] => Object.keys(env).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));

/** Words after which another command begins. */
const OPENERS = new Set(['do', 'then', 'else', 'elif', 'if', 'while', 'until', '!', '{', 'time']);

/** The line with its aliases replaced; what stands in quotes or is no command's first word stays. */
export function expandAliases(line: string, env: Readonly<Record<string, string>>): string {
  if (!Object.keys(env).some((key) => key.startsWith(PREFIX))) return line;
  let result = '', first = true;
  for (let rest = line; rest !== '';) {
    const [token] = /^(?:\\[\s\S]|'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?|[\s\S][^\s\\'"|;&()]*)/.exec(rest)!;
    rest = rest.slice(token.length);
    if (/^[|;&(\n]/.test(token)) {
      const [opener] = token;
      result += opener;
      first = true;
      rest = token.slice(1) + rest;
    } else if (/^\s/.test(token)) {
      result += token[0];
      rest = token.slice(1) + rest;
    } else {
      result += first ? replaced(token, env) : token;
      first = first && (OPENERS.has(token) || /^\w+=/.test(token));
    }
  }
  return result;
}

function replaced(word: string, env: Readonly<Record<string, string>>, seen: readonly string[] = []): string {
  const value = /^[\w.-]+$/.test(word) && !seen.includes(word) ? env[PREFIX + word] : undefined;
  if (value === undefined) return word;
  const [, name, more] = /^(\S*)([\s\S]*)$/.exec(value)!;
  return replaced(name!, env, [...seen, word]) + more!;
}
