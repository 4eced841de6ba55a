import { CERTIFICATE_SIGNING_REQUESTS, CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS } from '../../api/resource.ts';
import type { CertificateSigningRequest, ClusterRoleBinding, RoleBinding } from '../../api/types.ts';
import { humanDuration } from '../../api/human-duration.ts';
import { SECOND } from '../../kernel/time.ts';
import { age, NONE } from './format.ts';
import { AGE, column, defineTable, NAME, wide, type Cell } from './table.ts';

function bindingCells(binding: RoleBinding | ClusterRoleBinding, nowMs: number): Cell[] {
  const subjects = binding.subjects ?? [];
  const named = (kind: string): string => subjects.filter((s) => s.kind === kind).map((s) => s.name).join(', ');
  const serviceAccounts = subjects.filter((s) => s.kind === 'ServiceAccount').map((s) => `${s.namespace ?? ''}/${s.name}`).join(', ');
  return [binding.metadata.name!, `${binding.roleRef.kind}/${binding.roleRef.name}`, age(binding, nowMs), named('User'), named('Group'), serviceAccounts];
}

const roleBindings = defineTable<RoleBinding>({
  columns: [
    NAME,
    column('Role', 'string', 'RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.'),
    AGE,
    wide('Users', 'string', 'Users in the roleBinding'),
    wide('Groups', 'string', 'Groups in the roleBinding'),
    wide('ServiceAccounts', 'string', 'ServiceAccounts in the roleBinding'),
  ],
  cells: bindingCells,
});

const clusterRoleBindings = defineTable<ClusterRoleBinding>({
  columns: [
    NAME,
    column('Role', 'string', 'RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.'),
    AGE,
    wide('Users', 'string', 'Users in the clusterRoleBinding'),
    wide('Groups', 'string', 'Groups in the clusterRoleBinding'),
    wide('ServiceAccounts', 'string', 'ServiceAccounts in the clusterRoleBinding'),
  ],
  cells: bindingCells,
});

const certificateSigningRequests = defineTable<CertificateSigningRequest>({
  columns: [
    NAME,
    AGE,
    column('SignerName', 'string', "Requested signer for the request. It is a qualified name in the form: `scope-hostname.io/name`. If empty, it will be defaulted:\n 1. If it's a kubelet client certificate, it is assigned\n    \"kubernetes.io/kube-apiserver-client-kubelet\".\n 2. If it's a kubelet serving certificate, it is assigned\n    \"kubernetes.io/kubelet-serving\".\n 3. Otherwise, it is assigned \"kubernetes.io/legacy-unknown\".\nDistribution of trust for signers happens out of band. You can select on this field using `spec.signerName`."),
    column('Requestor', 'string', 'Base64-encoded PKCS#10 CSR data'),
    column('RequestedDuration', 'string', "expirationSeconds is the requested duration of validity of the issued certificate. The certificate signer may issue a certificate with a different validity duration so a client must check the delta between the notBefore and and notAfter fields in the issued certificate to determine the actual duration.\n\nThe v1.22+ in-tree implementations of the well-known Kubernetes signers will honor this field as long as the requested duration is not greater than the maximum duration they will honor per the --cluster-signing-duration CLI flag to the Kubernetes controller manager.\n\nCertificate signers may not honor this field for various reasons:\n\n  1. Old signer that is unaware of the field (such as the in-tree\n     implementations prior to v1.22)\n  2. Signer whose configured maximum is shorter than the requested duration\n  3. Signer whose configured minimum is longer than the requested duration\n\nThe minimum valid value for expirationSeconds is 600, i.e. 10 minutes."),
    column('Condition', 'string', 'Conditions applied to the request, such as approval or denial.'),
  ],
  cells: (request, nowMs) => {
    const seconds = request.spec.expirationSeconds;
    return [
      request.metadata.name!, age(request, nowMs), request.spec.signerName || NONE, request.spec.username ?? '',
      seconds === undefined ? NONE : humanDuration(seconds * SECOND), requestStatus(request),
    ];
  },
});

function requestStatus(request: CertificateSigningRequest): string {
  const holds = (type: string): boolean => (request.status?.conditions ?? []).some((c) => c.type === type);
  const decision = holds('Denied') ? 'Denied' : holds('Approved') ? 'Approved' : 'Pending';
  return decision + (holds('Failed') ? ',Failed' : '') + (request.status?.certificate ? ',Issued' : '');
}

export const accessTables = [
  [ROLE_BINDINGS, roleBindings], [CLUSTER_ROLE_BINDINGS, clusterRoleBindings], [CERTIFICATE_SIGNING_REQUESTS, certificateSigningRequests],
] as const;
