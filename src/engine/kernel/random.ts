/**
 * Pseudo-random streams by name. Each stream is a function of (seed, name) alone, so a new consumer never shifts the
 * numbers of another: adding a controller does not change which node the scheduler picks.
 */
export interface Random {
  /** A float in [0, 1). */
  next(): number;
  /** An integer in [0, bound). `bound` >= 1. */
  int(bound: number): number;
  /** A string of `length` characters of Kubernetes' name alphabet (no vowels, no 0 1 3), as generateName appends. */
  suffix(length: number): string;
  /** An RFC 4122 version 4 UUID. */
  uuid(): string;
  state(): [number, number, number, number];
  restore(state: [number, number, number, number]): void;
}

const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 32-bit FNV-1a over UTF-16 code units: seeds a stream from its name. */
export function hash32(text: string, seed = 0x811c9dc5): number {
  let hash = seed >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** sfc32, warmed up: small, fast, and its whole state is four integers. */
export function createRandom(seed: number, name: string): Random {
  let a = hash32(name, seed ^ 0x9e3779b9);
  let b = hash32(name, seed + 0x85ebca6b);
  let c = seed >>> 0;
  let d = 1;
  const uint32 = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) uint32();
  return {
    next: () => uint32() / 4294967296,
    int: (bound) => Math.floor((uint32() / 4294967296) * bound),
    suffix(length) {
      let text = '';
      for (let i = 0; i < length; i++) text += NAME_ALPHABET[Math.floor((uint32() / 4294967296) * NAME_ALPHABET.length)];
      return text;
    },
    uuid() {
      const w0 = uint32(), w1 = uint32(), w2 = uint32(), w3 = uint32();
      const h = HEX;
      return h[w0 >>> 24]! + h[(w0 >>> 16) & 255] + h[(w0 >>> 8) & 255] + h[w0 & 255] + '-' +
        h[w1 >>> 24] + h[(w1 >>> 16) & 255] + '-' + h[((w1 >>> 8) & 0x0f) | 0x40] + h[w1 & 255] + '-' +
        h[((w2 >>> 24) & 0x3f) | 0x80] + h[(w2 >>> 16) & 255] + '-' + h[(w2 >>> 8) & 255] + h[w2 & 255] +
        h[w3 >>> 24] + h[(w3 >>> 16) & 255] + h[(w3 >>> 8) & 255] + h[w3 & 255];
    },
    state: () => [a, b, c, d],
    restore([sa, sb, sc, sd]) { a = sa; b = sb; c = sc; d = sd; },
  };
}
