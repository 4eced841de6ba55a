/** Values that have no form in JSON, made by the CEL library itself: it knows how it holds them. */
import { Environment } from '@marcbachmann/cel-js';

const environment = new Environment({ unlistedVariablesAreDyn: true });
const timestamp = environment.parse('timestamp(x)'), duration = environment.parse('duration(x)');

/** The text itself when it is no time: validation of formats has its say elsewhere. */
const orText = (parse: (context: { x: string }) => unknown) => (text: string): unknown => {
  try {
    return parse({ x: text });
  } catch {
    return text;
  }
};

export const timestampOf = orText((context) => timestamp(context));
export const durationOf = orText((context) => duration(context));

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 to bytes; characters that are none are passed over. */
export function bytesOf(base64: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0, held = 0;
  for (const character of base64) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}

export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const chunk = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let j = 0; j < 4; j++) text += i + j > bytes.length ? '=' : ALPHABET[(chunk >> (18 - 6 * j)) & 63];
  }
  return text;
}
