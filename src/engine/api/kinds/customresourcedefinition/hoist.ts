/**
 * Kubernetes' internal form of a definition: what all versions say alike stands once for the whole definition, and the
 * errors name it there (`spec.validation` instead of `spec.versions[0].schema`).
 */
import { deepEqual } from '../../deep-equal.ts';
import type { CustomResourceDefinition } from '../../types.ts';

type Spec = CustomResourceDefinition['spec'];
export type Version = Spec['versions'][number];

export interface Hoisted {
  readonly versions: readonly Version[];
  readonly validation?: Version['schema'];
  readonly subresources?: Version['subresources'];
  readonly additionalPrinterColumns?: Version['additionalPrinterColumns'];
  readonly selectableFields?: Version['selectableFields'];
}

export function hoist(spec: Spec): Hoisted {
  const versions = spec.versions ?? [];
  const alike = <K extends keyof Version>(field: K): boolean => versions.length > 0 && versions.every((version) => deepEqual(version[field] ?? null, versions[0]![field] ?? null));
  const shared = { schema: alike('schema'), subresources: alike('subresources'), additionalPrinterColumns: alike('additionalPrinterColumns'), selectableFields: alike('selectableFields') };
  const first = versions[0];
  return {
    versions: versions.map((version) => {
      const own: Version = { ...version };
      for (const [field, is] of Object.entries(shared)) if (is) delete own[field as keyof typeof shared];
      return own;
    }),
    ...(shared.schema && first?.schema ? { validation: first.schema } : {}),
    ...(shared.subresources && first?.subresources ? { subresources: first.subresources } : {}),
    ...(shared.additionalPrinterColumns && first?.additionalPrinterColumns ? { additionalPrinterColumns: first.additionalPrinterColumns } : {}),
    ...(shared.selectableFields && first?.selectableFields ? { selectableFields: first.selectableFields } : {}),
  };
}

/** A version as Go prints it in errors about the list. */
export const goVersion = (version: Version): unknown => ({
  Name: version.name, Served: version.served ?? false, Storage: version.storage ?? false, Deprecated: version.deprecated ?? false,
  DeprecationWarning: version.deprecationWarning ?? null, Schema: version.schema ?? null, Subresources: version.subresources ?? null,
  AdditionalPrinterColumns: version.additionalPrinterColumns ?? null, SelectableFields: version.selectableFields ?? null,
});
