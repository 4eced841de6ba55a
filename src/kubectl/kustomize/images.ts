import type { AnyObject } from '../../engine/api/types.ts';
import { changeAt, changeMaps } from './field-paths.ts';
import type { ImageField } from './kustomization.ts';

/** Other tags, digests and names for an image, wherever the object lists containers. */
export function withImage(object: AnyObject, field: ImageField): AnyObject {
  if (object.kind === 'CustomResourceDefinition') return object;
  const change = (image: unknown): unknown => (typeof image === 'string' ? renamed(image, field) : image);
  return changeMaps(object, (map) => ['containers', 'initContainers', 'ephemeralContainers'].reduce((changed, list) => changeAt(changed, [`${list}[]`, 'image'], false, change), map));
}

function renamed(image: string, { name, newName, newTag, tagSuffix, digest }: ImageField): string {
  const at = image.indexOf('@');
  const withoutDigest = at < 0 ? image : image.slice(0, at);
  const colon = withoutDigest.lastIndexOf(':');
  const tagged = colon > withoutDigest.lastIndexOf('/');
  const own = tagged ? withoutDigest.slice(0, colon) : withoutDigest;
  if (own !== name) return image;
  const ownTag = tagged ? withoutDigest.slice(colon + 1) : '';
  const tag = newTag === undefined ? ownTag : String(newTag);
  const base = newName ?? own;
  if (digest !== undefined) return `${base}${newTag === undefined ? '' : `:${tag}`}@${digest}`;
  if (newTag !== undefined || tagSuffix !== undefined) return `${base}:${tag}${tagSuffix ?? ''}`;
  return `${base}${image.slice(own.length)}`;
}
