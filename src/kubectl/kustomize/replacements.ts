/** `replacements`: a field of one object copied into fields of others. */
import type { AnyObject } from '../../engine/api/types.ts';
import { readFile, type Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import { parseYaml } from '../files/yaml.ts';
import type { ReplacementField } from './kustomization.ts';
import type { Resource } from './resource.ts';
import { selects } from './selecting.ts';

type FieldOptions = { readonly delimiter?: string; readonly index?: number; readonly create?: boolean };

export function* replaced(folder: string, resources: readonly Resource[], field: ReplacementField): Steps {
  if (field.path === undefined) return replaceOne(resources, field);
  const file = yield* readFile(`${folder}/${field.path}`);
  if (!('text' in file)) throw new Failure(`evalsymlink failure on '${folder}/${field.path}' : lstat ${folder}/${field.path}: no such file or directory`);
  const value = parseYaml(file.text) as ReplacementField | readonly ReplacementField[];
  for (const one of Array.isArray(value) ? value as readonly ReplacementField[] : [value as ReplacementField]) replaceOne(resources, one);
}

function replaceOne(resources: readonly Resource[], { source, sourceValue, targets = [] }: ReplacementField): void {
  const value = sourceValue ?? sourceOf(resources, source);
  for (const { select, reject = [], fieldPaths = ['metadata.name'], options = {} } of targets) {
    if (!select) throw new Failure('target must specify resources to select');
    for (const resource of resources) {
      if (!selects(select, resource) || reject.some((no) => selects(no, resource))) continue;
      for (const path of fieldPaths) {
        const steps = stepsOf(path);
        const changed = setAt(resource.object, steps, (old) => joined(old, value, options), options.create === true);
        if (changed === undefined) throw new Failure(`unable to find field ${JSON.stringify(path)} in replacement target`);
        resource.object = changed as AnyObject;
      }
    }
  }
}

function sourceOf(resources: readonly Resource[], source: ReplacementField['source']): unknown {
  if (!source) throw new Failure('replacements must specify a source');
  const found = resources.filter((resource) => selects(source, resource));
  if (found.length > 1) throw new Failure(`multiple matches for selector ${source.kind ?? '[noKind]'}.${source.version ?? '[noVer]'}.${source.group ?? '[noGrp]'}/${source.name ?? '[noName]'}.${source.namespace ?? '[noNs]'}`);
  if (found.length === 0) throw new Failure(`nothing selected by ${source.kind ?? '[noKind]'}.${source.version ?? '[noVer]'}.${source.group ?? '[noGrp]'}/${source.name ?? '[noName]'}.${source.namespace ?? '[noNs]'}:${source.fieldPath ?? 'metadata.name'}`);
  let value: unknown = found[0]!.object;
  for (const step of stepsOf(source.fieldPath ?? 'metadata.name')) value = valueAt(value, step);
  if (value === undefined) throw new Failure(`fieldPath \`${source.fieldPath}\` is missing for replacement source ${found[0]!.object.kind}.${found[0]!.object.apiVersion}`);
  const { delimiter, index = 0 } = source.options ?? {};
  return delimiter === undefined ? value : String(value).split(delimiter)[index];
}

/** `a.b`, `a.[name=x].b`, `a.0`, `a.*`, and `a\.b` or `[a.b]` for names with dots. */
function stepsOf(path: string): string[] {
  return (path.match(/\[[^\]]*\]|(?:\\.|[^.[])+/g) ?? []).map((step) => step.replace(/\\(.)/g, '$1'));
}

function valueAt(value: unknown, step: string): unknown {
  if (Array.isArray(value)) {
    const [, key, wanted] = /^\[([^=\]]+)=([^\]]*)\]$/.exec(step) ?? [];
    return key === undefined ? value[Number(step)] as unknown : value.find((item: Record<string, unknown>) => String(item[key]) === wanted) as unknown;
  }
  return (value as Record<string, unknown> | undefined)?.[step.replace(/^\[(.*)\]$/, '$1')];
}

/** undefined: there is no such field. */
function setAt(value: unknown, steps: readonly string[], change: (old: unknown) => unknown, create: boolean): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    const [, key, wanted] = /^\[([^=\]]+)=([^\]]*)\]$/.exec(step) ?? [];
    const hit = (item: unknown, i: number): boolean => (step === '*' ? true : key === undefined ? i === Number(step) : String((item as Record<string, unknown>)[key]) === wanted);
    if (!value.some(hit)) return create && key !== undefined ? [...value, setAt({ [key]: wanted }, rest, change, true)] : undefined;
    const items = value.map((item: unknown, i) => (hit(item, i) ? setAt(item, rest, change, create) : item));
    return items.includes(undefined) ? undefined : items;
  }
  const map = (value ?? (create ? {} : undefined)) as Record<string, unknown> | undefined;
  if (typeof map !== 'object') return undefined;
  const key = step.replace(/^\[(.*)\]$/, '$1');
  if (!(key in map) && !create) return undefined;
  const inner = setAt(map[key], rest, change, create);
  return inner === undefined ? undefined : { ...map, [key]: inner };
}

function joined(old: unknown, value: unknown, { delimiter, index = 0 }: FieldOptions): unknown {
  if (delimiter === undefined) return typeof old === 'string' && typeof value !== 'object' ? String(value) : value;
  const parts = String(old ?? '').split(delimiter);
  if (index < 0) parts.unshift(String(value));
  else if (index >= parts.length) parts.push(String(value));
  else parts[index] = String(value);
  return parts.join(delimiter);
}
