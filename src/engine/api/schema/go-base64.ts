/** Base64 as Go's encoding/base64 (StdEncoding) takes it: line breaks are passed over, errors name the byte. */
import { decodeBytes, encodeBytes } from '../base64.ts';

const VALID = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Where `text` stops being base64; undefined when it is. */
function corruptAt(text: string): number | undefined {
  let at = 0;
  const skipBreaks = (): void => { while (text[at] === '\n' || text[at] === '\r') at++; };
  for (;;) {
    for (let j = 0; j < 4; j++) {
      skipBreaks();
      if (at === text.length) return j === 0 ? undefined : at - j;
      const c = text[at++]!;
      if (/[A-Za-z0-9+/]/.test(c)) continue;
      if (c !== '=' || j < 2) return at - 1;
      if (j === 2) {
        skipBreaks();
        if (at === text.length) return at;
        if (text[at] !== '=') return at - 1;
        at++;
      }
      skipBreaks();
      return at < text.length ? at : undefined;
    }
  }
}

/** `text` as Go would encode the bytes again, or what is wrong with it. */
export function normalBase64(text: string): { readonly value: string } | { readonly error: string } {
  if (VALID.test(text)) return { value: text.endsWith('=') ? encodeBytes(decodeBytes(text)!) : text };
  const at = corruptAt(text);
  if (at !== undefined) return { error: `illegal base64 data at input byte ${at}` };
  return { value: encodeBytes(decodeBytes(text)!) };
}
