/** `configMapGenerator` and `secretGenerator`: objects out of literals and files, added to or merged into those there are. */
import { encodeText } from '../../engine/api/base64.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { readFile, type Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import type { GeneratorField, GeneratorOptions } from './kustomization.ts';
import { idText, namesOf, resourceOf, typeOf, type Resource } from './resource.ts';

type Kind = 'ConfigMap' | 'Secret';
/** A Secret's value longer than this is broken into lines. */
const BASE64_LINE = 70;

export function* generated(folder: string, resources: readonly Resource[], kind: Kind, field: GeneratorField, general: GeneratorOptions): Steps<Resource[]> {
  const data = yield* dataOf(folder, field);
  const options = { ...general, ...field.options, labels: { ...general.labels, ...field.options?.labels }, annotations: { ...general.annotations, ...field.options?.annotations } };
  const behavior = field.behavior ?? 'create';
  if (!['create', 'merge', 'replace', ''].includes(behavior)) throw new Failure(`unspecified is not a valid generation behavior: ${behavior}`);
  const name = field.name ?? '';
  if (name === '') throw new Failure('generating resources: must specify at least name');
  const object = {
    apiVersion: 'v1', kind,
    metadata: { name, ...(field.namespace ? { namespace: field.namespace } : {}), ...(Object.keys(options.labels).length > 0 ? { labels: options.labels } : {}), ...(Object.keys(options.annotations).length > 0 ? { annotations: options.annotations } : {}) },
    ...(data.size > 0 ? { data: Object.fromEntries([...data.keys()].sort().map((key) => [key, kind === 'Secret' ? lines(encodeText(data.get(key)!)) : data.get(key)!])) } : {}),
    ...(kind === 'Secret' ? { type: field.type ?? 'Opaque' } : {}), ...(options.immutable ? { immutable: true } : {}),
  } as AnyObject;
  const made = resourceOf(object, options.disableNameSuffixHash !== true);
  const existing = resources.filter((other) => other.object.kind === kind && namesOf(other).includes(name) && (!field.namespace || field.namespace === other.object.metadata.namespace));
  const id = idText(typeOf(object), name, field.namespace);
  if (behavior === 'create' || behavior === '') {
    if (existing.length > 0) throw new Failure(`merging from generator: id ${id} exists; behavior must be merge or replace`);
    return [...resources, made];
  }
  const [old] = existing;
  if (!old) throw new Failure(`merging from generator: id ${id} does not exist; cannot merge or replace`);
  old.object = absorbed(old.object, object, behavior === 'merge');
  old.needsHash ||= made.needsHash;
  return [...resources];
}

function absorbed(old: AnyObject, made: AnyObject, merged: boolean): AnyObject {
  const both = (field: 'labels' | 'annotations'): object => {
    const texts = { ...old.metadata[field], ...made.metadata[field] };
    return Object.keys(texts).length > 0 ? { [field]: texts } : {};
  };
  const data = { ...(merged ? old['data'] as object | undefined : {}), ...made['data'] as object | undefined };
  return { ...old, ...made, metadata: { ...old.metadata, ...both('labels'), ...both('annotations') }, ...(Object.keys(data).length > 0 ? { data } : {}) };
}

const lines = (text: string): string => (text.length <= BASE64_LINE ? text : text.replace(new RegExp(`.{1,${BASE64_LINE}}`, 'g'), '$&\n'));

function* dataOf(folder: string, { literals = [], files = [], envs = [], env, name = '' }: GeneratorField): Steps<Map<string, string>> {
  const data = new Map<string, string>();
  const add = (key: string, value: string): void => {
    if (data.has(key)) throw new Failure(`cannot add key ${JSON.stringify(key)}, another key by that name already exists: ${[...data.keys()]}`);
    data.set(key, value);
  };
  const text = function* (path: string): Steps<string> {
    const file = yield* readFile(`${folder}/${path}`);
    if (!('text' in file)) throw new Failure(`loading KV pairs: file sources: [${files.join(' ')}]: evalsymlink failure on '${folder}/${path}' : lstat ${folder}/${path}: no such file or directory`);
    return file.text;
  };
  for (const path of [...envs, ...(env === undefined ? [] : [env])]) {
    for (const row of (yield* text(path)).split(/\r?\n/)) {
      const trimmed = row.trimStart();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const equals = trimmed.indexOf('=');
      add(equals < 0 ? trimmed : trimmed.slice(0, equals), equals < 0 ? '' : trimmed.slice(equals + 1));
    }
  }
  for (const source of files) {
    const equals = source.indexOf('=');
    const path = equals < 0 ? source : source.slice(equals + 1);
    add(equals < 0 ? path.split('/').at(-1)! : source.slice(0, equals), yield* text(path));
  }
  for (const literal of literals) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new Failure(`loading KV pairs: literal sources: [${literals.join(' ')}]: invalid literal source ${literal}, expected key=value (${name})`);
    add(literal.slice(0, equals), literal.slice(equals + 1).replace(/^(["'])(.*)\1$/s, '$2'));
  }
  return data;
}
