/**
 * Fills Secrets of type `kubernetes.io/service-account-token` with a token of the ServiceAccount they name, and deletes
 * them with it. https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
 */
import { encodeText } from '../api/base64.ts';
import { isNotFound } from '../api/errors.ts';
import { SECRETS, SERVICE_ACCOUNTS } from '../api/resource.ts';
import type { Secret, ServiceAccount } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { ROOT_CA_PEM } from '../api/x509/root-ca.ts';

const TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const ACCOUNT_UID = 'kubernetes.io/service-account.uid';
/** Tokens in Secrets do not expire; a hundred years are as good. */
const TOKEN_SECONDS = 100 * 365 * 86400;

export const serviceaccountToken = defineController({
  name: 'serviceaccount-token',
  component: 'tokens-controller',
  start(context) {
    const { client, queue } = context;
    const accounts = context.informer(SERVICE_ACCOUNTS);
    const secrets = context.informer(SECRETS);
    const accountKey = (s: Secret): string | undefined => {
      const name = s.type === TYPE ? s.metadata.annotations?.[ACCOUNT_NAME] : undefined;
      return name && `${s.metadata.namespace}/${name}`;
    };
    const byAccount = secrets.index('token-account', accountKey);
    const changed = (s: Secret): void => { if (s.type === TYPE) queue.add(keyOf(s)); };
    const tellSecrets = (a: ServiceAccount): void => { for (const s of byAccount.get(keyOf(a))) changed(s); };
    secrets.addHandler({ onAdd: changed, onUpdate: changed });
    accounts.addHandler({ onAdd: tellSecrets, onDelete: tellSecrets });

    return {
      reconcile(key) {
        const secret = secrets.get(key);
        const owner = secret && accountKey(secret);
        if (!secret || !owner) return;
        const account = accounts.get(owner);
        const uid = secret.metadata.annotations![ACCOUNT_UID];
        if (!account || (uid && account.metadata.uid !== uid)) {
          // The API server has the last word: the cache may not have seen the account yet.
          try {
            if (client.get(SERVICE_ACCOUNTS, secret.metadata.annotations![ACCOUNT_NAME], secret.metadata.namespace).metadata.uid === uid || !uid) return;
          } catch (error) { if (!isNotFound(error)) throw error; }
          try {
            client.delete(SECRETS, secret.metadata.name!, secret.metadata.namespace, { preconditions: { uid: secret.metadata.uid } });
          } catch (error) { if (!isNotFound(error)) throw error; }
          return;
        }
        const data = secret.data ?? {};
        if (data['token'] && data['ca.crt'] && data['namespace'] && uid) return;
        const review = data['token'] ? undefined : client.post<ServiceAccount, { status?: { token?: string } }>(
          SERVICE_ACCOUNTS, account.metadata.name!, account.metadata.namespace, 'token',
          { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: TOKEN_SECONDS } });
        client.update(SECRETS, {
          ...secret,
          metadata: { ...secret.metadata, annotations: { ...secret.metadata.annotations, [ACCOUNT_UID]: account.metadata.uid! } },
          data: {
            ...data, 'ca.crt': encodeText(ROOT_CA_PEM), namespace: encodeText(secret.metadata.namespace!),
            token: data['token'] ?? encodeText(review?.status?.token ?? ''),
          },
        });
      },
    };
  },
});
