/** `patches`, `patchesStrategicMerge`, `patchesJson6902`. */
import { applyJsonPatch } from '../../engine/api/patch/json-patch.ts';
import { applyMergePatch } from '../../engine/api/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../../engine/api/patch/strategic-merge-patch.ts';
import type { JsonObject } from '../../engine/api/patch/json-value.ts';
import { schemaOf } from '../../engine/api/schema/types.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { readFile, type Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import { split } from '../files/documents.ts';
import { parseYaml } from '../files/yaml.ts';
import type { PatchField } from './kustomization.ts';
import { idText, namesOf, rename, typeOf, type Resource } from './resource.ts';
import { selects } from './selecting.ts';

/** The resources after the patch; those that it deletes are gone. */
export function* patched(folder: string, resources: readonly Resource[], field: PatchField): Steps<Resource[]> {
  const text = yield* patchText(folder, field);
  const operations = jsonPatchOf(text);
  const { target } = field;
  if (operations) {
    if (!target) throw new Failure('must specify a target for JSON patch ' + text);
    for (const resource of resources) if (selects(target, resource)) replace(resource, applyJsonPatch(resource.object, operations) as AnyObject, field);
    return [...resources];
  }
  let result = [...resources];
  for (const patch of objectsOfPatch(text)) {
    const wanted = target ? result.filter((resource) => selects(target, resource)) : [uniqueTarget(result, patch)];
    for (const resource of wanted) {
      const merged = merge(resource.object, patch);
      if (merged) replace(resource, merged, field);
      else result = result.filter((other) => other !== resource);
    }
  }
  return result;
}

function* patchText(folder: string, { path, patch }: PatchField): Steps<string> {
  if (path === undefined && patch === undefined) throw new Failure('must specify one of patch and path in\n');
  if (path !== undefined && patch !== undefined) throw new Failure(`patch and path can't be set at the same time\n`);
  if (patch !== undefined) return patch;
  const file = yield* readFile(`${folder}/${path}`);
  if (!('text' in file)) throw new Failure(`failed to get the patch file from path(${path}): evalsymlink failure on '${folder}/${path}' : lstat ${folder}/${path}: no such file or directory`);
  return file.text;
}

function jsonPatchOf(text: string): unknown[] | undefined {
  try {
    const value = parseYaml(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const objectsOfPatch = (text: string): AnyObject[] => {
  const objects = split(text, 'patch').map(({ value }) => value as AnyObject);
  if (objects.some((object) => typeof object !== 'object' || object === null)) throw new Failure(`unable to parse SM or JSON patch from [${text}]`);
  return objects;
};

function uniqueTarget(resources: readonly Resource[], patch: AnyObject): Resource {
  const type = typeOf(patch);
  const name = patch.metadata?.name ?? '';
  const namespace = patch.metadata?.namespace;
  const found = resources.filter((resource) => {
    const own = typeOf(resource.object);
    return own.kind === type.kind && own.group === type.group && (type.version === '' || own.version === type.version) && namesOf(resource).includes(name)
      && (!namespace || [resource.object.metadata.namespace, ...resource.past.map((past) => past.namespace)].includes(namespace));
  });
  const id = idText(type, name, namespace);
  if (found.length === 0) throw new Failure(`no resource matches strategic merge patch ${JSON.stringify(id)}: no matches for Id ${id}; failed to find unique target for patch ${id}`);
  if (found.length > 1) throw new Failure(`multiple matches for Id ${id}; failed to find unique target for patch ${id}`);
  return found[0]!;
}

/** undefined: the patch deletes the object. */
function merge(object: AnyObject, patch: AnyObject): AnyObject | undefined {
  if (patch['$patch'] === 'delete') return undefined;
  const schema = schemaOf(object.apiVersion ?? '', object.kind ?? '');
  const from = object as unknown as JsonObject;
  return (schema ? applyStrategicMergePatch(from, patch, schema) : applyMergePatch(from, patch)) as unknown as AnyObject;
}

/** Names and kinds stay unless the patch's options say otherwise. */
function replace(resource: Resource, changed: AnyObject, { options = {} }: PatchField): void {
  const before = resource.object;
  const name = options['allowNameChange'] ? changed.metadata.name ?? '' : before.metadata.name ?? '';
  resource.object = { ...changed, metadata: { ...changed.metadata, ...(before.metadata.name === undefined ? {} : { name: before.metadata.name }) }, ...(options['allowKindChange'] ? {} : { kind: before.kind!, apiVersion: before.apiVersion! }) };
  rename(resource, name);
}
