/** An object on its way through kustomizations: what it was called before, and what is still to be done to its name. */
import { split } from '../files/documents.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { CATALOGUE } from '../../engine/api/kinds/catalogue.ts';
import { Failure } from '../failure.ts';

export interface Resource {
  object: AnyObject;
  /** Name and namespace as they were, oldest first; what refers to the object may use any of them. */
  readonly past: { readonly name: string; readonly namespace: string }[];
  /** Prefixes and suffixes that it got, in order. */
  readonly affixes: string[];
  needsHash: boolean;
}

export const resourceOf = (object: AnyObject, needsHash = false): Resource => ({ object, past: [], affixes: [], needsHash });

export interface TypeId { readonly group: string; readonly version: string; readonly kind: string }

export function typeOf({ apiVersion = '', kind = '' }: AnyObject): TypeId {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

const CLUSTER_SCOPED: ReadonlySet<string> = new Set(CATALOGUE.filter(({ namespaced }) => !namespaced).map(({ group, kind }) => `${group}/${kind}`));

export function isClusterScoped(object: AnyObject): boolean {
  const { group, kind } = typeOf(object);
  return CLUSTER_SCOPED.has(`${group}/${kind}`) || (group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition');
}

/** `Deployment.v1.apps/web.[noNs]`, as kustomize names an object in its errors. */
export function idText(type: TypeId, name: string, namespace: string | undefined): string {
  const text = [type.kind, type.version, type.group].map((part, i) => part || (i === 2 ? '[noGrp]' : i === 1 ? '[noVer]' : '[noKind]')).join('.');
  return `${text}/${name || '[noName]'}.${namespace || '[noNs]'}`;
}

export const idOf = ({ object }: Resource): string => idText(typeOf(object), object.metadata.name ?? '', object.metadata.namespace);

/** The names that the object has or had, the newest first. */
export const namesOf = ({ object, past }: Resource): string[] => [object.metadata.name ?? '', ...past.map(({ name }) => name).reverse()];

/** The object under another name or namespace; the old one is remembered. */
export function rename(resource: Resource, name: string, namespace = resource.object.metadata.namespace): void {
  const { metadata } = resource.object;
  if (metadata.name === name && metadata.namespace === namespace) return;
  resource.past.push({ name: metadata.name ?? '', namespace: metadata.namespace ?? '' });
  resource.object = { ...resource.object, metadata: { ...metadata, name, ...(namespace === undefined ? {} : { namespace }) } };
}

/** The objects of a file's text; lists are taken apart. Throws Failure. */
export function objectsOfText(text: string, source: string): AnyObject[] {
  return split(text, source).flatMap(({ value }) => {
    const object = value as AnyObject;
    if (typeof object !== 'object' || !object.kind) throw new Failure(`missing Resource metadata`);
    const items = object['items'];
    return object.kind.endsWith('List') && Array.isArray(items) ? (items as AnyObject[]) : [object];
  });
}
