/**
 * Volumes that show what is in the API, as it is now: ConfigMaps, Secrets, fields of the pod, tokens
 * (https://kubernetes.io/docs/concepts/storage/projected-volumes/).
 */
import type { Volume } from '../api/types.ts';
import { newDirectory, newFile, placeFile, type Directory } from '../workloads/files/entry.ts';
import type { Data, Surroundings } from './surroundings.ts';

const DEFAULT_MODE = 0o644;
const DIRECTORY_MODE = 0o1777;
const GROUP_READS = 0o440;

type Items = readonly { readonly key: string; readonly path: string; readonly mode?: number }[] | undefined;
type Field = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

export function apiVolume({ configMap, secret, projected, downwardAPI }: Volume, surroundings: Surroundings): Directory {
  const { securityContext, containers = [] } = surroundings.pod.spec ?? {};
  const { fsGroup } = securityContext ?? {};
  const root = newDirectory(DIRECTORY_MODE, 0, fsGroup ?? 0);
  const put = (path: string, text: string, mode: number, uid = 0): void => placeFile(root, path, newFile(text, fsGroup === undefined ? mode : mode | GROUP_READS, uid, fsGroup ?? 0));
  const putData = (data: Data | undefined, items: Items, mode: number): void => {
    if (!items) for (const [key, text] of Object.entries(data ?? {})) put(key, text, mode);
    for (const item of items ?? []) if (data?.[item.key] !== undefined) put(item.path, data[item.key]!, item.mode ?? mode);
  };
  const putFields = (items: readonly Field[] | undefined, mode: number): void => {
    for (const item of items ?? []) put(item.path, (item.fieldRef ? surroundings.field(item.fieldRef.fieldPath) : item.resourceFieldRef ? surroundings.resource(item.resourceFieldRef) : '') ?? '', item.mode ?? mode);
  };
  if (configMap) putData(surroundings.configMap(configMap.name!), configMap.items, configMap.defaultMode ?? DEFAULT_MODE);
  if (secret) putData(surroundings.secret(secret.secretName!), secret.items, secret.defaultMode ?? DEFAULT_MODE);
  if (downwardAPI) putFields(downwardAPI.items, downwardAPI.defaultMode ?? DEFAULT_MODE);
  const mode = projected?.defaultMode ?? DEFAULT_MODE;
  for (const source of projected?.sources ?? []) {
    if (source.configMap) putData(surroundings.configMap(source.configMap.name!), source.configMap.items, mode);
    if (source.secret) putData(surroundings.secret(source.secret.name!), source.secret.items, mode);
    if (source.downwardAPI) putFields(source.downwardAPI.items, mode);
    const { serviceAccountToken: token } = source;
    if (!token) continue;
    // A token is for its reader alone, where all containers are the same one (KEP-1205).
    const users = new Set(containers.map((one) => one.securityContext?.runAsUser ?? securityContext?.runAsUser));
    const [owner] = users;
    put(token.path, surroundings.token(token.audience, token.expirationSeconds), fsGroup !== undefined ? 0o600 : users.size === 1 && owner !== undefined ? 0o600 : mode, users.size === 1 ? owner ?? 0 : 0);
  }
  return root;
}
