/** YAML as go-yaml v2 reads it (YAML 1.1 booleans, no dates), over js-yaml; errors in go-yaml's words. */
import { boolYaml11Tag, CORE_SCHEMA, defineScalarTag, load, mergeTag, NOT_RESOLVED, YAMLException } from 'js-yaml';

const SHORT_BOOLS: Readonly<Record<string, boolean>> = { y: true, Y: true, n: false, N: false };
const shortBool = defineScalarTag('tag:bottleship,2026:bool', {
  implicit: true, implicitFirstChars: ['y', 'Y', 'n', 'N'], identify: () => false,
  resolve: (source) => (Object.hasOwn(SHORT_BOOLS, source) ? SHORT_BOOLS[source]! : NOT_RESOLVED),
});
const oldInteger = defineScalarTag('tag:bottleship,2026:int', {
  implicit: true, implicitFirstChars: [...'+-0123456789'], identify: () => false,
  resolve: (source) => integerOf(source.replaceAll('_', '')) ?? NOT_RESOLVED,
});

/** Octal with a leading zero and binary numbers, which YAML 1.2 has not. */
function integerOf(text: string): number | undefined {
  const m = /^([-+]?)(?:0([0-7]+)|0b([01]+))$/.exec(text);
  if (!m) return undefined;
  const value = m[2] === undefined ? Number.parseInt(m[3]!, 2) : Number.parseInt(m[2], 8);
  return m[1] === '-' ? -value : value;
}

const SCHEMA = CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag, shortBool, oldInteger);

/** One document; undefined when it is empty. Throws an Error in go-yaml's words. */
export function parseYaml(text: string): unknown {
  if (/^(\s*(#[^\n]*)?\n?)*(---\s*)?(\s*(#[^\n]*)?\n?)*$/.test(text)) return undefined;
  try {
    return load(text, { schema: SCHEMA, json: true });
  } catch (error) {
    if (error instanceof YAMLException) throw new Error(wordsOf(error));
    throw error;
  }
}

const WORDS: readonly (readonly [RegExp, string, number])[] = [
  [/multiline key may not be|bad indentation of a mapping entry/, 'mapping values are not allowed in this context', 0],
  [/expected ':' after|implicit key/, "could not find expected ':'", 0],
  [/bad indentation of a sequence|block sequence/, 'did not find expected \'-\' indicator', 0],
  [/missed comma|end of the stream within a flow/, "did not find expected ',' or ']'", 0],
  [/quoted scalar/, 'found unexpected end of stream', 0],
  [/tab characters|cannot start|unexpected character/, 'found character that cannot start any token', 0],
  [/end of the stream or a document separator/, 'did not find expected key', 0],
  [/unidentified alias/, 'unknown anchor referenced', 0],
];

/** go-yaml leaves the line out when it is the first. */
function wordsOf({ reason, mark }: YAMLException): string {
  const words = WORDS.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
  const line = mark?.line ?? 0;
  return line === 0 && !words.startsWith('did not find expected \',\'') ? `yaml: ${words}` : `yaml: line ${line + 1}: ${words}`;
}
