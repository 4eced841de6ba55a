import { SERVICE_ACCOUNTS } from '../resource.ts';
import type { ServiceAccount } from '../types.ts';
import { defineKind } from './kind.ts';

/** Of the references to secrets only the names count. */
function keepNames(account: ServiceAccount): void {
  if (account.secrets?.some((ref) => Object.keys(ref).length > 1)) account.secrets = account.secrets.map(({ name }) => ({ name }));
}

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';

export const SERVICE_ACCOUNT = defineKind({
  resource: SERVICE_ACCOUNTS,
  singular: 'serviceaccount',
  shortNames: ['sa'],
  subresources: ['token'],
  prepareForCreate: keepNames,
  prepareForUpdate: keepNames,
  warnings: (account, old) => account.metadata.annotations?.[ENFORCE] !== undefined && old?.metadata.annotations?.[ENFORCE] === undefined
    ? [`metadata.annotations[${ENFORCE}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`] : [],
});
