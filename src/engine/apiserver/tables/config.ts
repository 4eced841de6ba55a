import { CONFIG_MAPS, LEASES, SECRETS, SERVICE_ACCOUNTS } from '../../api/resource.ts';
import type { ConfigMap, Lease, Secret, ServiceAccount } from '../../api/types.ts';
import { age, count } from './format.ts';
import { AGE, column, defineTable, NAME } from './table.ts';

const configMaps = defineTable<ConfigMap>({
  columns: [
    NAME,
    column('Data', 'string', "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process."),
    AGE,
  ],
  cells: (object, nowMs) => [object.metadata.name!, count(object.data) + count(object.binaryData), age(object, nowMs)],
});

const secrets = defineTable<Secret>({
  columns: [
    NAME,
    column('Type', 'string', 'Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types'),
    column('Data', 'string', "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4"),
    AGE,
  ],
  cells: (secret, nowMs) => [secret.metadata.name!, secret.type ?? '', count(secret.data), age(secret, nowMs)],
});

const serviceAccounts = defineTable<ServiceAccount>({
  columns: [
    NAME,
    AGE,
  ],
  cells: (object, nowMs) => [object.metadata.name!, age(object, nowMs)],
});

const leases = defineTable<Lease>({
  columns: [
    NAME,
    column('Holder', 'string', 'holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.'),
    AGE,
  ],
  cells: (lease, nowMs) => [lease.metadata.name!, lease.spec?.holderIdentity ?? '', age(lease, nowMs)],
});

export const configTables = [[CONFIG_MAPS, configMaps], [SECRETS, secrets], [SERVICE_ACCOUNTS, serviceAccounts], [LEASES, leases]] as const;
