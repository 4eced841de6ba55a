/** A text as Go's `%q` prints it: in double quotes, with escapes for what is no printable character. */
const NAMED: Readonly<Record<string, string>> = { '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u000b': '\\v', '\\': '\\\\', '"': '\\"' };
/** Everything but letters, marks, numbers, punctuation, symbols and the plain space. */
const SPECIAL = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|["\\]/gu;
const PLAIN = /^[ !#-[\]-~]*$/;

export function goQuote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return `"${text.replace(SPECIAL, (letter) => {
    const code = letter.codePointAt(0)!;
    if (NAMED[letter] !== undefined) return NAMED[letter];
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  })}"`;
}

const HTML: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };

/** JSON as Go's encoder writes it: fit to stand in HTML. */
export const goJSON = (value: unknown): string => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (letter) => HTML[letter]!);
