/**
 * A text that was put together from pieces keeps all its pieces alive until somebody looks into it. What is kept by the thousand
 * (names, messages) is looked into at once: one string instead of a tree of them.
 */
let seen = 0;

export function flat(text: string): string {
  seen ^= text.charCodeAt(text.length >> 1);
  return text;
}

/** Keeps engines from dropping the look as useless. */
export const lastSeen = (): number => seen;
