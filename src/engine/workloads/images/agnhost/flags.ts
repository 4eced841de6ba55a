/** Flags as Go programs take them. */
export type Flags = ReadonlyMap<string, string>;

/** `--port=80`, `--port 80`, `-port=80`. */
export function flagsOf(words: readonly string[]): Flags {
  const flags = new Map<string, string>();
  words.forEach((word, i) => {
    const [, name, value] = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name !== undefined) flags.set(name, value ?? (words[i + 1]?.startsWith('-') === false ? words[i + 1]! : 'true'));
  });
  return flags;
}

/** Go's durations in ms: `1h2m3.5s`, `500ms`; undefined for what is none. */
export function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:[\d.]+(?:h|ms|m|s|us|ns))+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)(h|ms|m|s|us|ns)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000001 }[unit!]!, 0);
}
