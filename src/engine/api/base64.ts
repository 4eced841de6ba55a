/** Base64 (standard alphabet, padded) of UTF-8 text and of bytes; the engine has neither `btoa` nor `Buffer`. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

export function encodeBytes(bytes: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i]!, b = bytes[i + 1], c = bytes[i + 2];
    text += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]!
      + (b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!) + (c === undefined ? '=' : ALPHABET[c & 63]!);
  }
  return text;
}

/** The bytes, or undefined when `text` is no padded base64. Line breaks are passed over, as Go's decoder does. */
export function decodeBytes(text: string): number[] | undefined {
  const plain = text.replace(/[\r\n]/g, '');
  if (plain.length % 4 !== 0) return undefined;
  const body = plain.replace(/={1,2}$/, '');
  const bytes: number[] = [];
  let bits = 0, held = 0;
  for (const letter of body) {
    const value = VALUES.get(letter);
    if (value === undefined) return undefined;
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) { held -= 8; bytes.push((bits >> held) & 255); bits &= (1 << held) - 1; }
  }
  return bytes;
}

export const encodeText = (text: string): string => encodeBytes(utf8Bytes(text));

export function decodeText(text: string): string | undefined {
  const bytes = decodeBytes(text);
  return bytes && utf8Text(bytes);
}

/** UTF-8 bytes of a text. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** The text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i++]!;
    const more = first < 0x80 ? 0 : first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : -1;
    let code = more === 0 ? first : more === 1 ? first & 31 : more === 2 ? first & 15 : first & 7;
    let good = more >= 0;
    for (let k = 0; good && k < more; k++) {
      const next = bytes[i];
      if (next === undefined || (next & 0xc0) !== 0x80) good = false;
      else { code = (code << 6) | (next & 63); i++; }
    }
    text += good && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}
