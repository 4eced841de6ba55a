/** A shell line's words: quotes, `$'...'`, and `< file` for standard input. Enough for lines of kubectl. */
export interface Line {
  readonly words: readonly string[];
  readonly input: string | undefined;
  /** `NAME=value` before the command. */
  readonly variables: Readonly<Record<string, string>>;
}

export function splitLine(line: string): Line {
  const words: string[] = [];
  const pattern = /((?:\$'(?:[^'\\]|\\.)*'|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+)/gs;
  for (const [whole] of line.matchAll(pattern)) {
    words.push(whole.replace(/\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, ansi: string | undefined, single: string | undefined, double: string | undefined, escaped: string | undefined) =>
      ansi !== undefined ? ansi.replace(/\\(.)/g, (__, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c)) : single ?? (double !== undefined ? double.replace(/\\(["\\$`])/g, '$1') : escaped ?? '')));
  }
  const variables: Record<string, string> = {};
  for (let m = /^([A-Z_]+)=(.*)$/s.exec(words[0] ?? ''); m; m = /^([A-Z_]+)=(.*)$/s.exec(words[0] ?? '')) {
    variables[m[1]!] = m[2]!;
    words.shift();
  }
  const redirect = words.indexOf('<');
  if (redirect < 0) return { words, input: undefined, variables };
  return { words: [...words.slice(0, redirect), ...words.slice(redirect + 2)], input: words[redirect + 1], variables };
}
