/** Which resources a patch or a replacement is about. */
import { parseSelector } from '../../engine/api/labels.ts';
import type { Target } from './kustomization.ts';
import { namesOf, typeOf, type Resource } from './resource.ts';

const fits = (pattern: string | undefined, texts: readonly string[]): boolean => {
  if (pattern === undefined || pattern === '') return true;
  const expression = new RegExp(`^(?:${pattern})$`);
  return texts.some((text) => expression.test(text));
};

/** Names and types are regular expressions, anchored at both ends; a name may be one that the object had before. */
export function selects(target: Target, resource: Resource): boolean {
  const { object, past } = resource;
  const { group, version, kind } = typeOf(object);
  return fits(target.group, [group]) && fits(target.version, [version]) && fits(target.kind, [kind])
    && fits(target.name, namesOf(resource)) && fits(target.namespace, [object.metadata.namespace ?? '', ...past.map(({ namespace }) => namespace)])
    && (!target.labelSelector || parseSelector(target.labelSelector).matches(object.metadata.labels ?? {}))
    && (!target.annotationSelector || parseSelector(target.annotationSelector).matches(object.metadata.annotations ?? {}));
}
