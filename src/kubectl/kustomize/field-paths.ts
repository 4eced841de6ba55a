/** Changing fields by path in immutable objects: `spec/template/metadata/labels`, `volumeClaimTemplates[]/metadata`. */
type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

/** `change` gets the value at the path, undefined where there is none and `create` is set. The same object comes back when nothing changed. */
export function changeAt<T>(value: T, path: readonly string[], create: boolean, change: (value: unknown) => unknown): T {
  const [step, ...rest] = path;
  if (step === undefined) return change(value) as T;
  if (!isFields(value)) return value;
  const list = step.endsWith('[]');
  const key = list ? step.slice(0, -2) : step;
  const old = value[key];
  if (list) {
    if (!Array.isArray(old)) return value;
    const items = old.map((item: unknown) => changeAt(item, rest, create, change));
    return items.every((item, i) => item === old[i]) ? value : { ...value, [key]: items };
  }
  if (old === undefined || old === null) {
    if (!create) return value;
    return { ...value, [key]: rest.length === 0 ? change(undefined) : changeAt({}, rest, true, change) };
  }
  const changed = changeAt(old, rest, create, change);
  return changed === old ? value : { ...value, [key]: changed };
}

/** Every map under `value`, innermost first, through `change`. */
export function changeMaps<T>(value: T, change: (map: Fields) => Fields): T {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => changeMaps(item, change));
    return (items.every((item, i) => item === value[i]) ? value : items) as T;
  }
  if (!isFields(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const [key, inner] of Object.entries(value)) {
    const next = changeMaps(inner, change);
    if (next !== inner) (changed ??= { ...value })[key] = next;
  }
  return change(changed ?? value) as T;
}
