import https from 'node:https';
import { load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { issueCertificate, keyOf, nameOf, privateKeyPem, publicKeyInfo } from '../engine/api/x509/authority.ts';
import { ROOT_CA_PEM } from '../engine/api/x509/root-ca.ts';
import { parseTime } from '../engine/kernel/time.ts';
import { kubeconfig } from './kubeconfig.ts';
import { serve } from './serve.ts';
import { readTokenFile } from './token-file.ts';

const served = await serve({ host: '127.0.0.1', port: 0, nodes: 0, seed: 1, speed: 0, kubeconfig: undefined, tls: true });
afterAll(() => served.close());

type Client = { key?: string; cert?: string; headers?: Record<string, string> };
function whoAmI(client: Client = {}): Promise<{ code: number; username?: string; groups?: string[] }> {
  return new Promise((resolve, reject) => {
    const { headers, ...rest } = client;
    const request = https.request(`${served.address}/apis/authentication.k8s.io/v1/selfsubjectreviews`, { method: 'POST', ca: ROOT_CA_PEM, agent: false, ...rest, headers: { 'content-type': 'application/json', ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => resolve({ code: response.statusCode!, ...(JSON.parse(text) as { status?: { userInfo?: object } }).status?.userInfo }));
    });
    request.on('error', reject);
    request.end('{}');
  });
}

const key = keyOf('jane');
function certified(notAfter: string, usages = ['client auth']): Client {
  return { key: privateKeyPem(key), cert: issueCertificate({ subject: nameOf(['O', 'dev'], ['O', 'ops'], ['CN', 'jane']), publicKey: publicKeyInfo(key), serial: [5], notBefore: parseTime('2025-01-01T00:00:00Z'), notAfter: parseTime(notAfter), usages }) };
}

describe('over TLS', () => {
  it('a certificate of the authority names user and groups, by the cluster\'s clock', async () => {
    expect(await whoAmI(certified('2026-02-01T00:00:00Z'))).toMatchObject({ code: 201, username: 'jane', groups: ['dev', 'ops', 'system:authenticated'] });
    expect(await whoAmI(certified('2025-12-31T00:00:00Z'))).toMatchObject({ code: 401 });
    expect(await whoAmI(certified('2026-02-01T00:00:00Z', ['server auth']))).toMatchObject({ code: 401 });
  });

  it('a token does where there is no certificate; without either one is anonymous, and a header names nobody', async () => {
    expect(await whoAmI({ headers: { authorization: 'Bearer bottleship-admin' } })).toMatchObject({ code: 201, username: 'kubernetes-admin' });
    expect(await whoAmI({ headers: { authorization: 'Basic YTpi' } })).toMatchObject({ code: 401 });
    expect(await whoAmI({ headers: { 'x-client-certificate-subject': 'O=system:masters,CN=eve' } })).toMatchObject({ code: 403 });
  });

  it('the kubeconfig has a certificate of the administrator', async () => {
    const { users } = load(kubeconfig(served.address)) as { users: { user: Record<string, string> }[] };
    const text = (name: string): string => Buffer.from(users[0]!.user[name]!, 'base64').toString();
    expect(await whoAmI({ key: text('client-key-data'), cert: text('client-certificate-data') })).toMatchObject({ code: 201, username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] });
  });

  it('the same port speaks plain HTTP', async () => {
    expect((await fetch(`${served.address.replace('https', 'http')}/version`)).status).toBe(200);
  });
});

it('reads static token files', () => {
  expect([...readTokenFile('admin-token,admin,,"system:masters"\nt2,jane,7,"dev, ops"\n\nt3,bob,8\n')]).toEqual([
    ['admin-token', { username: 'admin', groups: ['system:masters', 'system:authenticated'] }],
    ['t2', { username: 'jane', groups: ['dev', 'ops', 'system:authenticated'], uid: '7' }],
    ['t3', { username: 'bob', groups: ['system:authenticated'], uid: '8' }],
  ]);
  expect(() => readTokenFile('lonely')).toThrow('has no token, user and uid');
});
