/** Where the API server is, seen from the terminal. */
export const SERVER = 'https://127.0.0.1:6443';

/** The file that a new laptop has. */
export const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- name: bottleship
  cluster:
    server: ${SERVER}
contexts:
- name: bottleship
  context:
    cluster: bottleship
    user: kubernetes-admin
users:
- name: kubernetes-admin
  user: {}
current-context: bottleship
preferences: {}
`;
