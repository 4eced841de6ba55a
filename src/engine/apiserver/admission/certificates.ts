/**
 * What a CertificateSigningRequest says of who asked for it, and who may approve and sign
 * (https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization).
 */
import { forbidden } from '../../api/errors.ts';
import type { AnyObject, CertificateSigningRequest } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';

const isRequest = ({ resource }: AdmissionAttributes): boolean => resource.resource === 'certificatesigningrequests' && resource.group === 'certificates.k8s.io';

export const certificates = (server: ApiServer): AdmissionPlugin => ({
  name: 'CertificateApproval',
  only: ['certificatesigningrequests.certificates.k8s.io'],
  admit(attributes) {
    const { verb, subresource, user } = attributes;
    if (!isRequest(attributes) || verb !== 'create' || subresource) return undefined;
    const csr = attributes.object as unknown as CertificateSigningRequest;
    const { username: _name, uid: _uid, groups: _groups, extra: _extra, ...asked } = csr.spec;
    const identity = { ...(user.username ? { username: user.username } : {}), ...(user.uid ? { uid: user.uid } : {}), ...(user.groups.length ? { groups: [...user.groups] } : {}), ...(user.extra ? { extra: user.extra } : {}) };
    return { ...csr, spec: { ...asked, ...identity } } as unknown as AnyObject;
  },
  validate(attributes) {
    const { verb, subresource, old, object } = attributes;
    if (!isRequest(attributes) || verb !== 'update') return;
    const before = old as unknown as CertificateSigningRequest;
    const { signerName } = before.spec;
    if (subresource === 'approval') allow(server, attributes, 'approve', signerName, `user not permitted to approve requests with signerName ${JSON.stringify(signerName)}`);
    if (subresource === 'status' && (object as unknown as CertificateSigningRequest).status?.certificate !== before.status?.certificate) {
      allow(server, attributes, 'sign', signerName, `user not permitted to sign requests with signerName ${JSON.stringify(signerName)}`);
    }
  },
});

/** The right to a signer is given by its name or for all of its domain: `example.com/*`. */
function allow({ authorizer }: ApiServer, { user, resource, name }: AdmissionAttributes, verb: string, signer: string, why: string): void {
  if (!authorizer || user.groups.includes('system:masters')) return;
  const may = (signerName: string): boolean =>
    authorizer.authorize({ user, verb, group: 'certificates.k8s.io', version: '*', resource: 'signers', name: signerName }).allowed;
  if (!may(signer) && !may(`${signer.split('/')[0]}/*`)) throw forbidden(resource, name, why);
}
