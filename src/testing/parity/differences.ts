/** Where two values differ, a line each: `.spec.replicas: ours 1, theirs 2`. Empty when they are equal. */
const SHOWN = 400;

const print = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} ...` : text;
};

export function differences(ours: unknown, theirs: unknown, path = ''): string[] {
  if (ours === theirs) return [];
  if (typeof ours !== 'object' || typeof theirs !== 'object' || ours === null || theirs === null || Array.isArray(ours) !== Array.isArray(theirs)) {
    return [`${path || '.'}: ours ${print(ours)}`, `${' '.repeat((path || '.').length)}  theirs ${print(theirs)}`];
  }
  const a = ours as Record<string, unknown>, b = theirs as Record<string, unknown>;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => differences(a[key], b[key], `${path}.${key}`));
}
