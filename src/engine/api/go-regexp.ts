/** Go's regular expressions (RE2, https://github.com/google/re2/wiki/Syntax) as JavaScript's: what both have, and what is only spelt otherwise. */
const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z', alpha: 'A-Za-z', ascii: '\\x00-\\x7F', blank: '\\t ', cntrl: '\\x00-\\x1F\\x7F', digit: '0-9', graph: '!-~', lower: 'a-z', print: ' -~',
  punct: '!-\\/:-@\\[-`{-~', space: '\\t\\n\\v\\f\\r ', upper: 'A-Z', word: '0-9A-Za-z_', xdigit: '0-9A-Fa-f',
};

const compiled = new Map<string, RegExp | undefined>();
const MAX_COMPILED = 2000;

/** Undefined for a pattern that Go would not take either. Kept: patterns of schemas come again and again. */
export function goRegExp(pattern: string): RegExp | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const made = compile(pattern);
  compiled.set(pattern, made);
  return made;
}

function compile(pattern: string): RegExp | undefined {
  // Go has no look-around and no back references.
  if (/\(\?(=|!|<=|<!)|\\[1-9]/.test(pattern)) return undefined;
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  const flags = leading ? leading[1]! : '';
  const source = (leading ? pattern.slice(leading[0].length) : pattern)
    .replace(/\[:(\^?)(\w+):\]/g, (whole, not: string, name: string) => (not === '' ? POSIX[name] ?? whole : whole))
    .replace(/\(\?P</g, '(?<').replace(/\\A/g, '^').replace(/\\z/g, '$').replace(/\\x\{([0-9A-Fa-f]+)\}/g, '\\u{$1}').replace(/\\a/g, '\\x07')
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    try {
      // Escapes of characters that need none are fine in Go, and not with JavaScript's flag u.
      return new RegExp(source, flags);
    } catch {
      return undefined;
    }
  }
}

/** Why Go does not compile a pattern, in its words; undefined when it does. */
export function goRegexpError(pattern: string): string | undefined {
  if (goRegExp(pattern)) return undefined;
  const say = (what: string, where: string): string => `error parsing regexp: ${what}: \`${where}\``;
  const perl = /\(\?(?:=|!|<=|<!)/.exec(pattern);
  if (perl) return say('invalid or unsupported Perl syntax', perl[0]);
  const back = /\\[1-9]/.exec(pattern);
  if (back) return say('invalid escape sequence', back[0]);
  const bracket = pattern.replace(/\\./g, '..').lastIndexOf('[');
  if (bracket >= 0 && !pattern.slice(bracket).includes(']')) return say('missing closing ]', pattern.slice(bracket));
  const plain = pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  const opened = plain.split('(').length, closed = plain.split(')').length;
  if (opened > closed) return say('missing closing )', pattern);
  if (closed > opened) return say('unexpected )', pattern);
  const repeat = /^(?:.*[(|])?([*+?])/.exec(pattern);
  if (repeat) return say('missing argument to repetition operator', repeat[1]!);
  return say('invalid regexp', pattern);
}
