/**
 * The text Go's spew prints of a value (`%#v`, sorted keys, methods off): what the controllers hash a pod template by.
 * Written from JSON with the Go types beside it, because the text holds every field, set or not.
 */
import type { GoType } from './pod-template-structs.ts';

type Json = Readonly<Record<string, unknown>>;

/** `typed` is false where the type was already told (elements of lists and maps, what a pointer points to). */
export function goDump(value: unknown, type: GoType, typed = true): string {
  const prefix = typed ? `(${type.name})` : '';
  switch (type.kind) {
    case 'pointer':
      return value === undefined || value === null ? `${prefix}<nil>` : prefix + goDump(value, type.to, false);
    case 'struct': {
      const object = (value ?? {}) as Json;
      const fields = type.fields().map((field) =>
        `${field.goName}:${goDump(field.jsonName ? object[field.jsonName] : object, field.type)}`);
      return `${prefix}{${fields.join(' ')}}`;
    }
    case 'slice': {
      const list = (value ?? []) as readonly unknown[];
      // The wire (protobuf) does not tell an empty list from none: controllers see nil.
      if (list.length === 0) return `${prefix}<nil>`;
      return `${prefix}[${list.map((item) => goDump(item, type.to, false)).join(' ')}]`;
    }
    case 'map': {
      const map = (value ?? {}) as Json;
      const keys = Object.keys(map).sort();
      if (keys.length === 0) return `${prefix}<nil>`;
      return `${prefix}map[${keys.map((key) => `${key}:${goDump(map[key], type.to, false)}`).join(' ')}]`;
    }
    case 'string': return prefix + String(value ?? '');
    case 'bool': return prefix + String(value ?? false);
    case 'int': return prefix + String(value ?? 0);
    case 'time': return `${prefix}{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}`;
    case 'intOrString':
      return typeof value === 'string'
        ? `${prefix}{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
        : `${prefix}{Type:(intstr.Type)0 IntVal:(int32)${String(value ?? 0)} StrVal:(string)}`;
    case 'quantity': return prefix + dumpQuantity(value);
  }
}

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/**
 * A quantity in canonical form, as stored: digits and a suffix. Go's parser keeps an int64 and a scale while the digits
 * are surely few enough, else a decimal of nano units; and it keeps the text only where it can tell that it is canonical.
 */
function dumpQuantity(quantity: unknown): string {
  const text = quantity === undefined || quantity === null ? '0' : String(quantity);
  if (text === '0') return quantityText('0', 0, '<nil>', text, 'DecimalSI');
  const [, sign = '', digits = '0', suffix = ''] = /^([-+]?)(\d+)(.*)$/.exec(text) ?? [];
  const power = 10 * BINARY.indexOf(suffix);
  const binary = power > 0;
  const decimalExponent = /^[eE][-+]?\d+$/.test(suffix);
  const scale = binary ? 0 : decimalExponent ? Number(suffix.slice(1)) : DECIMAL[suffix] ?? 0;
  const format = binary ? 'BinarySI' : decimalExponent ? 'DecimalExponent' : 'DecimalSI';
  const size = BigInt(digits) << BigInt(binary ? power : 0);
  const spareDigits = binary ? 14 - digits.length - Math.floor((power * 3) / 10) : 18 - digits.length;
  if (spareDigits >= 0) {
    const canonical = binary ? (BigInt(digits) & 7n) !== 0n : scale % 3 === 0 && !digits.endsWith('000');
    return quantityText(`${sign === '-' ? '-' : ''}${size}`, scale, '<nil>', canonical ? text : '', format);
  }
  let nanos = size * 10n ** BigInt(9 + scale);
  const words: string[] = [];
  for (; nanos > 0n; nanos >>= 64n) words.push(String(BigInt.asUintN(64, nanos)));
  const unscaled = `(big.Int){neg:(bool)${sign === '-'} abs:(big.nat)[${words.join(' ')}]}`;
  return quantityText('0', 0, `{unscaled:${unscaled} scale:(inf.Scale)9}`, '', format);
}

const quantityText = (value: string, scale: number, decimal: string, text: string, format: string): string =>
  `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)${decimal}} `
  + `s:(string)${text} Format:(resource.Format)${format}}`;
