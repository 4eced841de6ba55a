/** Titles made of field names, for objects whose fields nobody named: `apiVersion` is `API Version`. */
const ACRONYMS = new Set(['API', 'URL', 'UID', 'GUID']);

/** A name with anything but letters and dashes stays as it is. */
export function titleOf(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  return merged(words(field)).map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1))).join(' ');
}

/** Capitals stay with a word that begins with one: `TLSVerify`, `URLs`. */
function merged(list: readonly string[]): string[] {
  const result: string[] = [];
  for (let i = 0; i < list.length; i++) {
    const [word, next] = [list[i]!, list[i + 1]];
    if (next !== undefined && word.length >= 2 && !/[^\P{L}\p{Lu}]/u.test(word) && /^\p{Lu}/u.test(next)) {
      result.push(word + next);
      i++;
    } else result.push(word);
  }
  return result;
}

type Class = 'lower' | 'upper' | 'other';

/** Runs of one class of letters; the last capital of a run belongs to the small letters after it. */
function words(field: string): string[] {
  const runs: { text: string; of: Class }[] = [];
  for (const letter of field) {
    const of: Class = /\p{Ll}/u.test(letter) ? 'lower' : /\p{Lu}/u.test(letter) ? 'upper' : 'other';
    const last = runs.at(-1);
    if (last?.of === of) last.text += letter;
    else runs.push({ text: letter, of });
  }
  for (let i = 0; i + 1 < runs.length; i++) {
    const [run, next] = [runs[i]!, runs[i + 1]!];
    if (run.of !== 'upper' || next.of !== 'lower') continue;
    next.text = run.text.slice(-1) + next.text;
    run.text = run.text.slice(0, -1);
  }
  return runs.map(({ text }) => text).filter((text) => text !== '');
}
