/** The file `kustomization.yaml`: its fields, which of them are old, and what is wrong with it. */
import type { Steps } from '../effect.ts';
import { readFile } from '../effect.ts';
import { Failure } from '../failure.ts';
import { parseYaml } from '../files/yaml.ts';

export interface Target { readonly group?: string; readonly version?: string; readonly kind?: string; readonly name?: string; readonly namespace?: string; readonly labelSelector?: string; readonly annotationSelector?: string }
export interface PatchField { readonly path?: string; readonly patch?: string; readonly target?: Target; readonly options?: Readonly<Record<string, boolean>> }
export interface GeneratorOptions { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>>; readonly disableNameSuffixHash?: boolean; readonly immutable?: boolean }
export interface GeneratorField {
  readonly name?: string; readonly namespace?: string; readonly behavior?: string; readonly type?: string; readonly options?: GeneratorOptions;
  readonly literals?: readonly string[]; readonly files?: readonly string[]; readonly envs?: readonly string[]; readonly env?: string;
}
export interface LabelsField { readonly pairs?: Readonly<Record<string, string>>; readonly includeSelectors?: boolean; readonly includeTemplates?: boolean; readonly fields?: readonly { readonly path: string; readonly create?: boolean; readonly kind?: string; readonly group?: string; readonly version?: string }[] }
export interface ImageField { readonly name: string; readonly newName?: string; readonly newTag?: string | number; readonly tagSuffix?: string; readonly digest?: string }
export interface ReplacementField {
  readonly path?: string;
  readonly source?: Target & { readonly fieldPath?: string; readonly options?: { readonly delimiter?: string; readonly index?: number } };
  readonly sourceValue?: string;
  readonly targets?: readonly { readonly select?: Target; readonly reject?: readonly Target[]; readonly fieldPaths?: readonly string[]; readonly options?: { readonly delimiter?: string; readonly index?: number; readonly create?: boolean } }[];
}

export interface Kustomization {
  readonly apiVersion?: string; readonly kind?: string;
  readonly resources?: readonly string[]; readonly bases?: readonly string[]; readonly components?: readonly string[];
  readonly namespace?: string; readonly namePrefix?: string; readonly nameSuffix?: string;
  readonly commonLabels?: Readonly<Record<string, string>>; readonly labels?: readonly LabelsField[]; readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly patches?: readonly PatchField[]; readonly patchesStrategicMerge?: readonly string[]; readonly patchesJson6902?: readonly PatchField[];
  readonly images?: readonly ImageField[]; readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly configMapGenerator?: readonly GeneratorField[]; readonly secretGenerator?: readonly GeneratorField[]; readonly generatorOptions?: GeneratorOptions;
  readonly replacements?: readonly ReplacementField[]; readonly sortOptions?: { readonly order?: string }; readonly buildMetadata?: readonly string[];
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const FIELDS = new Set([
  'apiVersion', 'kind', 'metadata', 'openapi', 'namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'commonAnnotations', 'patchesStrategicMerge', 'patchesJson6902', 'patches', 'images', 'imageTags', 'replacements', 'replicas', 'vars',
  'sortOptions', 'resources', 'components', 'crds', 'bases', 'configMapGenerator', 'secretGenerator', 'helmGlobals', 'helmCharts', 'helmChartInflationGenerator', 'generatorOptions', 'configurations', 'generators', 'transformers', 'validators', 'buildMetadata',
]);

/** Fields that still work, and what is written instead. */
const OLD: readonly (readonly [field: string, instead: string])[] = [
  ['bases', 'resources'], ['patchesJson6902', 'patches'], ['patchesStrategicMerge', 'patches'], ['commonLabels', 'labels'], ['vars', 'replacements'], ['imageTags', 'images'],
];

/** Of a folder, with warnings about old fields. Throws Failure. */
export function* readKustomization(folder: string): Steps<{ kustomization: Kustomization; warnings: string }> {
  let text: string | undefined;
  for (const name of NAMES) {
    const file = yield* readFile(`${folder === '' ? '' : `${folder}/`}${name}`);
    if (!('text' in file)) continue;
    if (text !== undefined) throw new Failure(`Found multiple kustomization files: ${folder}\n`);
    ({ text } = file);
  }
  if (text === undefined) throw new Failure(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder || '.'}'`);
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    throw new Failure(`invalid Kustomization: error converting YAML to JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)) throw new Failure('kustomization.yaml is empty');
  const unknown = Object.keys(value).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) throw new Failure(`invalid Kustomization: json: unknown field ${JSON.stringify(unknown)}`);
  const kustomization = value as Kustomization;
  const { kind = 'Kustomization', apiVersion } = kustomization;
  if (kind !== 'Kustomization' && kind !== 'Component') throw new Failure(`Failed to read kustomization file under ${folder}:\nkind should be Kustomization or Component\n`);
  const expected = kind === 'Component' ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (apiVersion !== undefined && apiVersion !== expected) throw new Failure(`Failed to read kustomization file under ${folder}:\napiVersion for ${kind} should be ${expected}\n`);
  const warnings = OLD.filter(([field]) => field in kustomization).map(([field, instead]) =>
    `# Warning: '${field}' is deprecated. Please use '${instead}' instead.${field === 'vars' ? ' [EXPERIMENTAL]' : ''} Run 'kustomize edit fix' to update your Kustomization automatically.\n`).join('');
  return { kustomization, warnings };
}
