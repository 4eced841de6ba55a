/** Values as Go's fmt prints them: `%v` and `%#v` of what JSON decodes into. */
import { goFloat } from './go-number.ts';

type Fields = Readonly<Record<string, unknown>>;

const sorted = (value: Fields): string[] => Object.keys(value).filter((key) => value[key] !== undefined).sort();

/** `map[a:b]`, `[x y]`, `<nil>`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object') return `map[${sorted(value as Fields).map((key) => `${key}:${goText((value as Fields)[key])}`).join(' ')}]`;
  if (typeof value === 'number') return goFloat(value);
  return String(value);
}

/** `map[string]interface {}{"a":"b"}`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'object') return `map[string]interface {}{${sorted(value as Fields).map((key) => `${JSON.stringify(key)}:${goSyntax((value as Fields)[key])}`).join(', ')}}`;
  if (typeof value === 'number') return goFloat(value);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
