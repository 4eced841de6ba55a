import { deepCopy } from '../../api/deep-copy.ts';
import { apiVersionOf } from '../../api/resource.ts';
import { decodeObject } from '../../api/schema/decode.ts';
import type { AnyObject } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes } from './admission.ts';

/** An object that came out of a patch, as the API server holds objects: decoded, with defaults. Throws 400 when it does not fit its kind. */
export function redecode(server: ApiServer, { resource }: AdmissionAttributes, patched: AnyObject): AnyObject {
  const changed = withoutPlaceholder(patched);
  const { kind, decode } = server.lookup(resource);
  if (decode) return decode(changed, resource.version, 'Ignore').object;
  const object = deepCopy(decodeObject(changed, apiVersionOf(resource), resource.kind, 'Ignore', kind.schema).object);
  kind.setDefaults?.(object);
  return object;
}

/** A new object may have room for its revision already (`object-shape.ts`): in JSON that would be nothing. */
function withoutPlaceholder(object: AnyObject): AnyObject {
  if (!object.metadata || !('resourceVersion' in object.metadata) || object.metadata.resourceVersion !== undefined) return object;
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
