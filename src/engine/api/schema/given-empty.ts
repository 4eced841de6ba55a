/**
 * Lists and maps that a client gave as empty. They are not kept in objects (Go's encoder leaves them out), but Go's validation
 * still sees them, and prints `{}` and `[]` where it prints `null` for what was never given.
 */
const given = new WeakMap<object, Map<string, unknown>>();

export function noteGivenEmpty(parent: object, field: string, value: unknown): void {
  let fields = given.get(parent);
  if (!fields) given.set(parent, (fields = new Map()));
  fields.set(field, value);
}

/** True when an empty list or map was given for `field`. */
export const isGivenEmpty = (parent: object, field: string): boolean => given.get(parent)?.has(field) ?? false;

/** `to`, a shallow copy of `from`, with what is known of its empty fields. */
export function copyGiven<T extends object>(from: object | undefined, to: T): T {
  const fields = from && given.get(from);
  if (fields) given.set(to, fields);
  return to;
}

/** The value of `field` as validation prints it: the empty list or map that was given for it, if one was. */
export function asGiven(parent: object | undefined, field: string): unknown {
  const value = (parent as Record<string, unknown> | undefined)?.[field];
  return value ?? (parent && given.get(parent)?.get(field)) ?? null;
}
