import { ROOT_CA_PEM } from '../engine/api/x509/root-ca.ts';
import { administratorCertificate } from './secure.ts';

/**
 * A kubeconfig for a served cluster. Over plain HTTP clients send no credentials, so its user is the administrator.
 * `@kubernetes/client-node` speaks plain HTTP only where TLS is not to be verified. For an `https` address the administrator has a
 * client certificate, as kubeadm writes it.
 */
export function kubeconfig(address: string): string {
  const certified = address.startsWith('https:') ? administratorCertificate() : undefined;
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Config
clusters:
- name: bottleship
  cluster:
    ${certified ? `certificate-authority-data: ${base64(ROOT_CA_PEM)}` : 'insecure-skip-tls-verify: true'}
    server: ${address}
contexts:
- name: bottleship
  context:
    cluster: bottleship
    user: admin
current-context: bottleship
users:
- name: admin
  user:
    ${certified ? `client-certificate-data: ${base64(certified.certificate)}\n    client-key-data: ${base64(certified.key)}` : 'token: bottleship-admin'}
`;
}
