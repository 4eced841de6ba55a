/** KYAML (`-o kyaml`, https://kep.k8s.io/5295): YAML in flow style, one field a line, texts double-quoted. */
import { resolvesToOther } from '../text/yaml-scalar.ts';
import { goFloat } from '../text/go-number.ts';

export function toKyaml(value: unknown): string { return `${flow(value, '')}\n`; }

type Fields = Readonly<Record<string, unknown>>;

function flow(value: unknown, indent: string): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return goFloat(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return quoted(String(value), indent);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value as unknown[];
    // Lists of objects and lists stand cuddled, others one item a line.
    if (items.every((item) => item !== null && typeof item === 'object')) return `[${items.map((item) => flow(item, indent)).join(', ')}]`;
    return `[\n${items.map((item) => `${inner}${flow(item, inner)},\n`).join('')}${indent}]`;
  }
  const object = value as Fields;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined).sort();
  if (keys.length === 0) return '{}';
  return `{\n${keys.map((key) => `${inner}${keyText(key)}: ${flow(object[key], inner)},\n`).join('')}${indent}}`;
}

const keyText = (key: string): string => (/^[A-Za-z_][A-Za-z0-9_./-]*$/.test(key) && !resolvesToOther(key) ? key : JSON.stringify(key));

function quoted(text: string, indent: string): string {
  if (!text.includes('\n')) return JSON.stringify(text);
  // One line of the text a line; the line end is written out, and the line goes on.
  const lines = text.split('\n');
  const inner = `${indent}   `;
  const ended = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return `"\\\n${ended.map((line, i) => `${inner}${JSON.stringify(line).slice(1, -1).replace(/^([ \t])/, '\\$1')}${i < lines.length - 1 ? '\\n' : ''}\\`).join('\n')}\n${indent}  "`;
}
