/**
 * kustomize: a folder's `kustomization.yaml` made into objects, as kustomize v5 inside kubectl 1.36 does: resources and bases,
 * generators, components, then patches and the other changes in their fixed order, hashes, references. Not here: plugins,
 * functions, helm charts, vars, remote bases. Start at `buildKustomization`.
 * Source of the rules: kubectl.docs.kubernetes.io/references/kustomize.
 */
import type { AnyObject } from '../../engine/api/types.ts';
import { readFile, stderr, type Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import { changeAt } from './field-paths.ts';
import { generated } from './generate.ts';
import { withImage } from './images.ts';
import { readKustomization, type Kustomization } from './kustomization.ts';
import { withAnnotations, withLabels } from './labels.ts';
import { addHashes, affix, fixReferences, setNamespace } from './names.ts';
import { inOrder } from './order.ts';
import { patched } from './patches.ts';
import { replaced } from './replacements.ts';
import { idOf, namesOf, objectsOfText, resourceOf, type Resource } from './resource.ts';

interface Run {  /** Folders that are being read, outermost first. */ readonly inside: readonly string[] }

/** Throws Failure; warnings about what was read before are printed then. */
export function* buildKustomization(path: string): Steps<readonly AnyObject[]> {
  if (/^(https?:|git@|ssh:|github\.com\/)/.test(path)) throw new Failure(`hit 27s timeout running '/usr/bin/git fetch --depth=1 ${path} HEAD'`);
  const folder = clean(path);
  const file = yield* readFile(folder || '.');
  if ('error' in file) throw notThere(folder);
  if ('text' in file) throw new Failure(`must build at directory: '${folder}': file is not directory`);
  const run: Run = { inside: [] };
  const { resources, kustomization } = yield* accumulate(run, folder, []);
  addHashes(resources);
  fixReferences(resources);
  const sorted = kustomization.sortOptions?.order === 'fifo' ? resources : inOrder(resources);
  return sorted.map(({ object }) => object);
}

const notThere = (path: string): Failure => new Failure(`must build at directory: not a valid directory: evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`);

function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/');
}

function* accumulate(run: Run, folder: string, given: readonly Resource[]): Steps<{ resources: Resource[]; kustomization: Kustomization }> {
  if (run.inside.includes(folder)) throw new Failure(`cycle detected: candidate root '${folder}' contains visited root '${run.inside.at(-1)}'`);
  const { kustomization, warnings } = yield* readKustomization(folder);
  yield* stderr(warnings);
  const inner: Run = { inside: [...run.inside, folder] };
  let resources = [...given];
  for (const path of [...kustomization.resources ?? [], ...kustomization.bases ?? []]) resources = added(resources, yield* resourcesAt(inner, folder, path), path);
  const general = kustomization.generatorOptions ?? {};
  for (const field of kustomization.configMapGenerator ?? []) resources = yield* generated(folder, resources, 'ConfigMap', field, general);
  for (const field of kustomization.secretGenerator ?? []) resources = yield* generated(folder, resources, 'Secret', field, general);
  for (const path of kustomization.components ?? []) ({ resources } = yield* accumulate(inner, clean(`${folder}/${path}`), resources));
  return { resources: yield* transformed(folder, resources, kustomization), kustomization };
}

function* resourcesAt(run: Run, folder: string, path: string): Steps<Resource[]> {
  const full = clean(`${folder}/${path}`);
  const wrap = (why: string): Failure => new Failure(`accumulating resources: accumulation err='accumulating resources from '${path}': ${why}`);
  const file = yield* readFile(full);
  if ('error' in file) throw wrap(`evalsymlink failure on '${full}' : lstat ${full}: no such file or directory': ${notThere(full).message}`);
  if ('text' in file) {
    if (!full.startsWith(`${folder}/`)) throw wrap(`security; file '${full}' is not in or below '${folder}'': must build at directory: '${full}': file is not directory`);
    return objectsOfText(file.text, full).map((object) => resourceOf(object));
  }
  try {
    return (yield* accumulate(run, full, [])).resources;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`accumulating resources: accumulation err='accumulating resources from '${path}': '${full}' must resolve to a file': recursed accumulation of path '${full}': ${error.message}`);
  }
}

function added(resources: readonly Resource[], more: readonly Resource[], path: string): Resource[] {
  const ids = new Set(resources.map(idOf));
  for (const resource of more) {
    const id = idOf(resource);
    if (ids.has(id)) throw new Failure(`accumulating resources: accumulation err='merging resources from '${path}': may not add resource with an already registered id: ${id}': must build at directory: '${path}': file is not directory`);
    ids.add(id);
  }
  return [...resources, ...more];
}

/** kustomize's changes, in its order. */
function* transformed(folder: string, given: readonly Resource[], kustomization: Kustomization): Steps<Resource[]> {
  let resources = [...given];
  const change = (one: (object: AnyObject, resource: Resource) => AnyObject): void => { for (const resource of resources) resource.object = one(resource.object, resource); };
  for (const text of kustomization.patchesStrategicMerge ?? []) resources = yield* patched(folder, resources, text.includes('\n') ? { patch: text } : { path: text });
  for (const field of kustomization.patches ?? []) resources = yield* patched(folder, resources, field);
  if (kustomization.namespace) setNamespace(resources, kustomization.namespace);
  affix(resources, kustomization.namePrefix ?? '', kustomization.nameSuffix ?? '');
  for (const { pairs = {}, includeSelectors, includeTemplates } of kustomization.labels ?? []) change((object) => withLabels(object, pairs, includeSelectors ? 'selectors' : includeTemplates ? 'templates' : 'metadata'));
  const { commonLabels, commonAnnotations } = kustomization;
  if (commonLabels) change((object) => withLabels(object, commonLabels, 'selectors'));
  if (commonAnnotations) change((object) => withAnnotations(object, commonAnnotations));
  for (const field of kustomization.patchesJson6902 ?? []) resources = yield* patched(folder, resources, field);
  for (const { name, count } of kustomization.replicas ?? []) {
    const wanted = resources.filter((resource) => ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(resource.object.kind ?? '') && namesOf(resource).includes(name));
    if (wanted.length === 0) throw new Failure(`resource with name ${name} does not match a config with the following GVK [Deployment.v1.apps ReplicationController.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] StatefulSet.[noVer].[noGrp]]`);
    for (const resource of wanted) resource.object = changeAt(resource.object, ['spec', 'replicas'], true, () => count);
  }
  for (const field of kustomization.images ?? []) change((object) => withImage(object, field));
  for (const field of kustomization.replacements ?? []) yield* replaced(folder, resources, field);
  return resources;
}
