/** Flags and operands of a command line, as getopt reads them. */
export interface Arguments {
  /** By letter or long name; a flag without a value is ``. */
  readonly flags: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/** `valued`: letters (and long names, with commas between) that take a value. */
export function argumentsOf(words: readonly string[], valued = ''): Arguments {
  const flags = new Map<string, string>();
  const operands: string[] = [];
  const long = new Set(valued.split(',').slice(1));
  const letters = valued.split(',')[0]!;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') { operands.push(...words.slice(i + 1)); break; }
    const [, name, value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name !== undefined) { flags.set(name, value ?? (long.has(name) ? words[++i] ?? '' : '')); continue; }
    if (!word.startsWith('-') || word === '-') { operands.push(word); continue; }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at]!;
      if (!letters.includes(letter)) { flags.set(letter, ''); continue; }
      flags.set(letter, word.slice(at + 1) || (words[++i] ?? ''));
      break;
    }
  }
  return { flags, operands };
}
