import type { AnyObject } from '../../engine/api/types.ts';

/** The name of an object's Go type, as error messages of kubectl have it: `v1.ConfigMap`. */
export const goTypeOf = ({ apiVersion = '', kind = '' }: AnyObject): string => `${apiVersion.split('/').at(-1)}.${kind}`;
