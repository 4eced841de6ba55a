/** JSON as Go's encoding/json writes it: four spaces, `<`, `>` and `&` escaped. */

const UNSAFE = /[<>&\u2028\u2029]/g;

const quoted = (text: string): string => JSON.stringify(text).replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Keys sorted, unless `asDeclared` (objects that kubectl makes itself keep their fields' order). */
export function toJson(value: unknown, asDeclared = false): string {
  return `${indented(value, '', '    ', asDeclared)}\n`;
}

export function indented(value: unknown, indent: string, step: string, asDeclared = false): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = indent + step;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + indented(item, inner, step, asDeclared)).join(',\n')}\n${indent}]`;
  }
  const object = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  if (!asDeclared) keys.sort();
  if (keys.length === 0) return '{}';
  return `{\n${keys.map((key) => `${inner}${quoted(key)}: ${indented(object[key], inner, step, asDeclared)}`).join(',\n')}\n${indent}}`;
}
