/** Whether output is what a transcript expects. */

const AGE = '(?:<unknown>|<invalid>|(?:\\d+y)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?)';
const WILDCARD = /<age>|<\*>|<\.\.\.>/;

/** The first difference in words, or undefined when all is as expected. */
export function difference(expected: readonly string[], actual: readonly string[]): string | undefined {
  const loose = expected.some((line) => WILDCARD.test(line));
  return match(expected, 0, actual, 0, loose) ? undefined : describe(expected, actual);
}

function match(expected: readonly string[], e: number, actual: readonly string[], a: number, loose: boolean): boolean {
  for (; e < expected.length; e++, a++) {
    if (expected[e]!.trim() === '...') {
      for (let skip = a; skip <= actual.length; skip++) if (match(expected, e + 1, actual, skip, loose)) return true;
      return false;
    }
    if (a >= actual.length || !lineMatches(expected[e]!, actual[a]!, loose)) return false;
  }
  return a === actual.length;
}

/** `loose`: word by word, whatever the space between. */
export function lineMatches(expected: string, actual: string, loose: boolean): boolean {
  if (!loose) return expected.trimEnd() === actual.trimEnd();
  const pattern = expected.trim().split(/\s+/).map((word) => word.split(/(<age>|<\*>|<\.\.\.>)/).map(part).join('')).join('\\s+');
  return new RegExp(`^\\s*${pattern}\\s*$`).test(actual);
}

function part(text: string): string {
  if (text === '<age>') return AGE;
  if (text === '<*>') return '\\S+';
  if (text === '<...>') return '.*';
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function describe(expected: readonly string[], actual: readonly string[]): string {
  const show = (lines: readonly string[]): string => (lines.length ? lines.map((line) => `    ${line}`).join('\n') : '    (nothing)');
  return `  expected:\n${show(expected)}\n  got:\n${show(actual)}`;
}
