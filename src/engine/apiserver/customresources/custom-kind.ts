/**
 * A custom resource as the API server serves it: the `Kind` and the decoding that a CustomResourceDefinition describes.
 * Start at `customRegistration`.
 */
import { deepCopy } from '../../api/deep-copy.ts';
import { compileJsonPath, jsonPathText } from '../../api/jsonpath.ts';
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import type { Kind, PrinterColumn } from '../../api/kinds/kind.ts';
import type { AnyObject, CustomResourceDefinition } from '../../api/types.ts';
import type { Registration } from '../registry.ts';
import type { ObjectConverter } from './conversion.ts';
import { decodeCustom } from './decode-custom.ts';
import { applyDefaults, hasDefaults } from './defaulting.ts';
import { prune } from './prune.ts';
import { customTypeSchema } from './type-schema.ts';
import { validateCustom } from './validate-custom.ts';

type Version = CustomResourceDefinition['spec']['versions'][number];
export type CustomRegistration = Required<Pick<Registration, 'schemaOf' | 'decode' | 'read'>> & Pick<Registration, 'terminating'>;

const schemaOf = (version: Version | undefined): Schema | undefined => version?.schema?.openAPIV3Schema as Schema | undefined;

export function customRegistration(crd: CustomResourceDefinition, convert?: ObjectConverter): { kind: Kind; custom: CustomRegistration } {
  const { spec } = crd;
  const names = crd.status?.acceptedNames ?? spec.names;
  const versions = new Map(spec.versions.map((version) => [version.name, version]));
  const storage = spec.versions.find((version) => version.storage) ?? spec.versions[0]!;
  const { subresources } = storage;
  const resource = { group: spec.group, version: storage.name, resource: names.plural, kind: names.kind, namespaced: spec.scope === 'Namespaced' };
  const stored = schemaOf(storage);
  const forVersion = (version: string | undefined): Schema | undefined => schemaOf(versions.get(version ?? storage.name) ?? storage);
  // What a webhook has converted is of the stored version's shape.
  const checked = (version: string | undefined): Schema | undefined => (convert ? stored : forVersion(version));
  const scale = subresources?.scale && {
    specReplicas: subresources.scale.specReplicasPath, statusReplicas: subresources.scale.statusReplicasPath,
    ...(subresources.scale.labelSelectorPath ? { selector: subresources.scale.labelSelectorPath } : {}),
  };
  const others = spec.versions.filter((version) => version.served && version !== storage);
  const same = (object: AnyObject): AnyObject => object;
  const hasStatus = subresources?.status !== undefined && subresources.status !== null;
  const kind: Kind = {
    resource,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    // With strategy None, versions differ in nothing but their name and their schema.
    ...(others.length ? { versions: others.map(({ name }) => ({ version: name, toStored: same, fromStored: same })) } : {}),
    ...(storage.served ? {} : { storedOnly: true }),
    hasGeneration: true,
    requiresResourceVersion: true,
    subresources: [...(hasStatus ? ['status'] : []), ...(scale ? ['scale'] : [])],
    ...(scale ? { scale } : {}),
    setDefaults: (object) => { applyDefaults(object, stored); },
    prepareForCreate: (object) => { if (hasStatus) delete object.status; },
    validate: (object, version) => validateCustom(object, checked(version), scale),
    validateUpdate: (object, old, version) => validateCustom(object, checked(version), scale, old),
    validateStatusUpdate: (object, old, version) => validateCustom(object, checked(version), scale, old),
    ...fieldLabelsOf(spec.versions),
    printerColumns: (version) => versions.get(version)?.additionalPrinterColumns as readonly PrinterColumn[] | undefined,
    openApiSchema: (version) => versions.get(version)?.schema?.openAPIV3Schema as Record<string, unknown> | undefined,
    deprecationOf: (version) => {
      const found = versions.get(version);
      return found?.deprecated ? found.deprecationWarning ?? `${spec.group}/${version} ${names.kind} is deprecated` : undefined;
    },
  };
  const decodeConverted: CustomRegistration['decode'] = (body, version, mode) => {
    const { object, warnings } = decodeCustom(body, names.kind, version, forVersion(version), forVersion(version), mode);
    if (version === storage.name) return { object, warnings };
    const converted = deepCopy(convert!({ ...object, apiVersion: `${spec.group}/${version}`, kind: names.kind }, `${spec.group}/${storage.name}`));
    prune(converted, stored, true);
    applyDefaults(converted, stored);
    return { object: converted, warnings };
  };
  const types = new Map([...versions.values()].map((version) => [version.name, customTypeSchema(`${spec.group}.${version.name}.${names.kind}`, schemaOf(version))]));
  const custom: CustomRegistration = {
    schemaOf: (version) => types.get(version),
    decode: convert ? decodeConverted : (object, version, mode) => decodeCustom(object, names.kind, version, forVersion(version), stored, mode),
    read: convert ? convertingReader(convert, spec.group, storage.name, forVersion) : reader(stored, forVersion, storage.name),
    ...(crd.metadata.deletionTimestamp ? { terminating: true } : {}),
  };
  return { kind, custom };
}

/**
 * Stored objects as a version shows them: defaults that came into the schema after they were written, and without fields
 * that the version does not have. The same object when nothing is to be changed.
 */
function reader(stored: Schema | undefined, forVersion: (version: string | undefined) => Schema | undefined, storedVersion: string): (object: AnyObject, version: string | undefined) => AnyObject {
  const seen = new Map<string, WeakMap<AnyObject, AnyObject>>();
  const defaults = hasDefaults(stored);
  return (object, version = storedVersion) => {
    const schema = forVersion(version);
    if (!defaults && schema === stored) return object;
    let views = seen.get(version);
    if (!views) seen.set(version, (views = new WeakMap()));
    let view = views.get(object);
    if (!view) {
      const copy = deepCopy(object);
      let changed = applyDefaults(copy, stored);
      if (schema !== stored) {
        const dropped: string[] = [];
        prune(copy, schema, true, dropped);
        changed = changed || dropped.length > 0;
      }
      views.set(object, (view = changed ? copy : object));
    }
    return view;
  };
}

/** As `reader`, where a webhook knows how versions differ. Objects stay in the version that was stored when they were written. */
function convertingReader(convert: ObjectConverter, group: string, storedVersion: string, forVersion: (version: string | undefined) => Schema | undefined): (object: AnyObject, version: string | undefined) => AnyObject {
  const seen = new Map<string, WeakMap<AnyObject, AnyObject>>();
  return (object, version = storedVersion) => {
    let views = seen.get(version);
    if (!views) seen.set(version, (views = new WeakMap()));
    let view = views.get(object);
    if (!view) {
      view = deepCopy(convert(object, `${group}/${version}`));
      prune(view, forVersion(version), true);
      applyDefaults(view, forVersion(version));
      views.set(object, view);
    }
    return view;
  };
}

/** `selectableFields`: `.spec.color` is selected as `spec.color`. */
function fieldLabelsOf(versions: readonly Version[]): Pick<Kind, 'fieldLabels'> {
  const labels: Record<string, (object: AnyObject) => string> = {};
  for (const { jsonPath } of versions.flatMap((version) => version.selectableFields ?? [])) {
    const path = compileJsonPath(jsonPath);
    labels[jsonPath.replace(/^\./, '')] = (object) => jsonPathText(path(object)[0]);
  }
  return Object.keys(labels).length ? { fieldLabels: labels } : {};
}
