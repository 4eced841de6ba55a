/**
 * Certificate signing requests: kubelets' own requests are approved, approved ones are signed by the cluster's authority (`api/x509`),
 * old ones are tidied away.
 * https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
 */
import { decodeText, encodeText } from '../api/base64.ts';
import { isNotFound } from '../api/errors.ts';
import { CERTIFICATE_SIGNING_REQUESTS } from '../api/resource.ts';
import type { CertificateSigningRequest } from '../api/types.ts';
import { issueCertificate, keyOf, nameOf, publicKeyInfo, serialOf } from '../api/x509/authority.ts';
import { readCertificateRequest } from '../api/x509/certificate-request.ts';
import { defineController } from '../client/controller.ts';
import { formatTime, parseTime } from '../kernel/time.ts';

const SIGNERS = new Set(['kubernetes.io/kube-apiserver-client', 'kubernetes.io/kube-apiserver-client-kubelet', 'kubernetes.io/kubelet-serving', 'kubernetes.io/legacy-unknown']);
const KUBELET_CLIENT = 'kubernetes.io/kube-apiserver-client-kubelet';
const CLEAN_PERIOD_MS = 3_600_000;
const SIGNED_MS = 3_600_000, PENDING_MS = 24 * 3_600_000;

/** How long a certificate holds unless the request says less, and how much earlier than now it begins: clocks differ. */
const DURATION_MS = 365 * 24 * 3_600_000, BACKDATE_MS = 5 * 60_000;

function certificateFor({ metadata, spec }: CertificateSigningRequest, now: number): string {
  // What has only the form of a request gets a certificate for a key that nobody holds.
  const asked = readCertificateRequest(decodeText(spec.request) ?? '') ?? { subject: nameOf(['CN', spec.username ?? '']), publicKey: publicKeyInfo(keyOf(spec.request)) };
  const notBefore = now - BACKDATE_MS;
  const lifetime = Math.min(DURATION_MS, spec.expirationSeconds === undefined ? Infinity : spec.expirationSeconds * 1000);
  return issueCertificate({ ...asked, serial: serialOf(`${metadata.uid} ${now}`), notBefore, notAfter: notBefore + lifetime, usages: spec.usages ?? [] });
}

const condition = (csr: CertificateSigningRequest, type: string) => csr.status?.conditions?.find((c) => c.type === type);

export const csr = defineController({
  name: 'certificatesigningrequest',
  component: 'certificate-controller',
  start(context) {
    const { client, queue } = context;
    const requests = context.informer(CERTIFICATE_SIGNING_REQUESTS);
    const enqueue = (r: CertificateSigningRequest): void => queue.add(r.metadata.name!);
    requests.addHandler({ onAdd: enqueue, onUpdate: enqueue });

    const isExpired = (r: CertificateSigningRequest): boolean => {
      const age = context.now() - parseTime(r.metadata.creationTimestamp!);
      return age > (condition(r, 'Approved') || condition(r, 'Denied') || condition(r, 'Failed') ? SIGNED_MS : PENDING_MS);
    };
    context.every(CLEAN_PERIOD_MS, () => {
      for (const r of requests.list()) {
        if (!isExpired(r)) continue;
        try { client.delete(CERTIFICATE_SIGNING_REQUESTS, r.metadata.name!); } catch (error) { if (!isNotFound(error)) throw error; }
      }
    });

    const approve = (r: CertificateSigningRequest): void => {
      const at = formatTime(context.now());
      const approved = {
        type: 'Approved', status: 'True', reason: 'AutoApproved', message: 'Auto approving kubelet client certificate after SubjectAccessReview.', lastUpdateTime: at, lastTransitionTime: at,
      };
      client.api.handle({
        verb: 'update', resource: CERTIFICATE_SIGNING_REQUESTS, name: r.metadata.name, subresource: 'approval', options: { fieldManager: client.fieldManager }, user: client.user,
        body: { ...r, status: { ...r.status, conditions: [...(r.status?.conditions ?? []), approved] } },
      });
    };

    return {
      reconcile(name) {
        const r = requests.get(name);
        if (!r || r.status?.certificate || condition(r, 'Denied') || condition(r, 'Failed')) return;
        if (!condition(r, 'Approved')) {
          const fromNode = r.spec.groups?.includes('system:nodes') || r.spec.groups?.includes('system:bootstrappers');
          if (r.spec.signerName === KUBELET_CLIENT && fromNode) approve(r);
          return;
        }
        if (!SIGNERS.has(r.spec.signerName)) return;
        const pem = certificateFor(r, context.now());
        client.updateStatus(CERTIFICATE_SIGNING_REQUESTS, { ...r, status: { ...r.status, certificate: encodeText(pem) } });
      },
    };
  },
});
