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

/** The characters of a UUID in the making. One flat text at the end: a sum of pieces would keep all its pieces alive. */
const UUID: number[] = [...'00000000-0000-4000-8000-000000000000'].map((letter) => letter.charCodeAt(0));
const DIGITS: readonly number[] = [...'0123456789abcdef'].map((letter) => letter.charCodeAt(0));

function hex4(value: number, at: number): void {
  for (let i = 3; i >= 0; i--, value >>>= 4) UUID[at + i] = DIGITS[value & 15]!;
}

function hex8(value: number, at: number): void {
  hex4(value >>> 16, at);
  hex4(value & 0xffff, at + 4);
}

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
      hex8(w0, 0);
      hex4(w1 >>> 16, 9);
      hex4((w1 & 0x0fff) | 0x4000, 14);
      hex4(((w2 >>> 16) & 0x3fff) | 0x8000, 19);
      hex4(w2 & 0xffff, 24);
      hex8(w3, 28);
      return String.fromCharCode.apply(undefined, UUID);
    },
    state: () => [a, b, c, d],
    restore([sa, sb, sc, sd]) { a = sa; b = sb; c = sc; d = sd; },
  };
}
