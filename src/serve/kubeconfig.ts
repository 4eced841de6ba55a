/**
 * A kubeconfig for a served cluster. Over plain HTTP clients send no credentials, so its user is the administrator.
 * `@kubernetes/client-node` speaks plain HTTP only where TLS is not to be verified.
 */
export function kubeconfig(address: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: bottleship
  cluster:
    insecure-skip-tls-verify: true
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
    token: bottleship-admin
`;
}
