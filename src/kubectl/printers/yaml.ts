/** YAML as sigs.k8s.io/yaml writes it: keys sorted with numbers by value, lists not indented, texts as `yaml-scalar.ts`. */
import { analyse, doubleQuoted, folded, literal, resolvesToOther } from '../text/yaml-scalar.ts';
import { goFloat } from '../text/go-number.ts';

/** With its final line end. */
export function toYaml(value: unknown): string {
  if (isFields(value) && keysOf(value).length > 0) return mapping(value, 0, 0);
  if (Array.isArray(value) && value.length > 0) return sequence(value, 0, 0);
  return `${scalar(value, 0, 0)}\n`;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

const keysOf = (value: Fields): string[] => Object.keys(value).filter((key) => value[key] !== undefined).sort(byKey);

/** The lines of a map; the first one starts at `indent` already when it stands after `- `. */
function mapping(value: Fields, indent: number, first: number): string {
  return keysOf(value).map((key, i) => {
    const name = scalarKey(key);
    const lead = ' '.repeat(i === 0 ? first : indent);
    return `${lead}${name}:${after(value[key], indent, indent + [...name].length + 2)}`;
  }).join('');
}

/** What follows a key's colon. */
function after(value: unknown, indent: number, column: number): string {
  if (isFields(value) && keysOf(value).length > 0) return `\n${mapping(value, indent + 2, indent + 2)}`;
  if (Array.isArray(value) && value.length > 0) return `\n${sequence(value, indent, indent)}`;
  return ` ${scalar(value, column, indent + 2)}\n`;
}

function sequence(items: readonly unknown[], indent: number, first: number): string {
  return items.map((item, i) => {
    const lead = `${' '.repeat(i === 0 ? first : indent)}- `;
    if (isFields(item) && keysOf(item).length > 0) return lead + mapping(item, indent + 2, 0);
    if (Array.isArray(item) && item.length > 0) return lead + sequence(item as unknown[], indent + 2, 0);
    return `${lead}${scalar(item, indent + 2, indent + 2)}\n`;
  }).join('');
}

function scalar(value: unknown, column: number, indent: number): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return goFloat(Number(value));
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  return text(String(value), column, indent);
}

function text(value: string, column: number, indent: number): string {
  const analysis = analyse(value);
  if (value.includes('\n')) return analysis.block ? literal(value, indent) : doubleQuoted(value, column, indent, true);
  if (resolvesToOther(value)) return doubleQuoted(value, column, indent, true);
  if (analysis.plain) return folded(value, column, indent, () => false);
  if (!analysis.single) return doubleQuoted(value, column, indent, true);
  const body = value.replaceAll("'", "''");
  const last = [...body].length - 1;
  return `'${folded(body, column + 1, indent, (i) => i === 0 || i === last)}'`;
}

function scalarKey(key: string): string {
  const analysis = analyse(key);
  if (key.includes('\n') || resolvesToOther(key)) return doubleQuoted(key, 0, 0, false);
  if (analysis.plain) return key;
  return analysis.single ? `'${key.replaceAll("'", "''")}'` : doubleQuoted(key, 0, 0, false);
}

const isLetter = (char: string): boolean => /\p{L}/u.test(char);
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';

/** Letters after anything else, runs of digits by their number. */
function byKey(left: string, right: string): number {
  const a = [...left], b = [...right];
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i]!, y = b[i]!;
    if (x === y) continue;
    const xl = isLetter(x), yl = isLetter(y);
    if (xl && yl) return x < y ? -1 : 1;
    if (xl || yl) return yl ? -1 : 1;
    let n = 0, m = 0;
    if (x === '0' || y === '0') {
      for (let j = i - 1; j >= 0 && isDigit(a[j]); j--) if (a[j] !== '0') { n = m = 1; break; }
    }
    let ai = i, bi = i;
    for (; isDigit(a[ai]); ai++) n = n * 10 + Number(a[ai]);
    for (; isDigit(b[bi]); bi++) m = m * 10 + Number(b[bi]);
    if (n !== m) return n - m;
    if (ai !== bi) return ai - bi;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
