/**
 * Reviews: questions about rights and identities, answered at once and never stored
 * (https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access). Start at `reviews`.
 */
import type { ApiRequest, ApiResponse, UserInfo } from '../../api/api.ts';
import { badRequest } from '../../api/errors.ts';
import { apiVersionOf, groupResource } from '../../api/resource.ts';
import type { AnyObject, LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectRulesReview, SubjectAccessReview, TokenReview } from '../../api/types.ts';
import { invalidObject } from '../../api/validation/field.ts';
import { validateAdmission } from '../admission/admission.ts';
import { formatTime } from '../../kernel/time.ts';
import { present } from '../convert.ts';
import { decodeBody } from '../decode.ts';
import { noteManaged } from '../managed-fields.ts';
import { otherNamespace } from '../misnamed.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer, Authorizer } from '../server.ts';
import { checkToken } from '../service-account-tokens.ts';

type Answer = (server: ApiServer, review: AnyObject, user: UserInfo) => AnyObject;

const AUTHORIZATION = 'authorization.k8s.io', AUTHENTICATION = 'authentication.k8s.io';

const answers: Readonly<Record<string, Answer>> = {
  [`selfsubjectaccessreviews.${AUTHORIZATION}`]: (server, review, user) => withAccess(server, review, (review as unknown as SelfSubjectAccessReview).spec, user),
  [`subjectaccessreviews.${AUTHORIZATION}`]: (server, review) => withAccess(server, review, (review as unknown as SubjectAccessReview).spec, subjectOf((review as unknown as SubjectAccessReview).spec)),
  [`localsubjectaccessreviews.${AUTHORIZATION}`]: (server, review) =>
    withAccess(server, review, (review as unknown as LocalSubjectAccessReview).spec, subjectOf((review as unknown as LocalSubjectAccessReview).spec)),
  [`selfsubjectrulesreviews.${AUTHORIZATION}`]: rulesOf,
  [`selfsubjectreviews.${AUTHENTICATION}`]: (server, _review, user) => ({ metadata: { creationTimestamp: formatTime(server.kernel.now) }, status: { userInfo: printed(user) } }),
  [`tokenreviews.${AUTHENTICATION}`]: reviewToken,
};

/** Whether a create of the resource is a question. */
export const isReview = ({ kind: { resource } }: Registration): boolean => groupResource(resource) in answers;

export function answerReview(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const { kind } = registration;
  const { resource } = kind;
  const { object: decoded, warnings } = decodeBody(registration, request, request.body);
  const object = { ...decoded };
  if (resource.namespaced) {
    const namespace = request.namespace ?? '';
    if (object.metadata.namespace && object.metadata.namespace !== namespace) throw otherNamespace();
    object.metadata = { ...object.metadata, namespace };
  }
  const errors = kind.validate?.(object as never) ?? [];
  if (errors.length) throw invalidObject(resource, '', errors);
  validateAdmission(server.admissionOf(registration).validate, {
    verb: 'create', resource, namespace: object.metadata.namespace ?? '', name: '', object, old: undefined, user: request.user, options: request.options, warn: (text) => warnings.push(text),
  });
  const answer = answers[groupResource(resource)]!(server, object, request.user);
  const full = { ...answer, apiVersion: apiVersionOf(resource), kind: resource.kind };
  // What answers with an object of its own says nothing of who asked.
  const beside = answer.spec === undefined || answer.spec !== object.spec ? undefined : noteManaged({ registration, request, nowMs: server.kernel.now, old: undefined, asked: object, beside: undefined });
  return { code: 201, object: present(registration, request, full, beside), ...(warnings.length ? { warnings } : {}) };
}

type AccessSpec = Pick<SubjectAccessReview['spec'], 'resourceAttributes' | 'nonResourceAttributes'>;

function withAccess(server: ApiServer, review: AnyObject, { resourceAttributes, nonResourceAttributes }: AccessSpec, user: UserInfo): AnyObject {
  const attributes = resourceAttributes
    ? {
      user, verb: resourceAttributes.verb ?? '', group: resourceAttributes.group ?? '', version: resourceAttributes.version ?? '*', resource: resourceAttributes.resource ?? '',
      ...(resourceAttributes.subresource ? { subresource: resourceAttributes.subresource } : {}),
      ...(resourceAttributes.namespace ? { namespace: resourceAttributes.namespace } : {}), ...(resourceAttributes.name ? { name: resourceAttributes.name } : {}),
    }
    : { user, verb: nonResourceAttributes?.verb ?? '', group: '', version: '', resource: '', path: nonResourceAttributes?.path ?? '' };
  return { ...review, status: decide(server.authorizer, attributes) };
}

function decide(authorizer: Authorizer | undefined, attributes: Parameters<Authorizer['authorize']>[0]): { allowed: boolean; reason?: string } {
  if (!authorizer || attributes.user.groups.includes('system:masters')) return { allowed: true };
  const { allowed, reason } = authorizer.authorize(attributes);
  return { allowed, ...(reason ? { reason } : {}) };
}

const subjectOf = ({ user = '', uid, groups = [], extra }: SubjectAccessReview['spec']): UserInfo =>
  ({ username: user, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) });

function rulesOf(server: ApiServer, review: AnyObject, user: UserInfo): AnyObject {
  const { namespace } = (review as unknown as SelfSubjectRulesReview).spec ?? {};
  if (!namespace) throw badRequest('no namespace on request');
  const rules = server.authorizer?.rulesFor?.(user, namespace) ?? { resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }], incomplete: false };
  const { resourceRules, nonResourceRules, incomplete, evaluationError } = rules;
  return { metadata: {}, spec: {}, status: { resourceRules, nonResourceRules, incomplete, ...(evaluationError ? { evaluationError } : {}) } };
}

const printed = ({ username, uid, groups, extra }: UserInfo): object =>
  ({ ...(username ? { username } : {}), ...(uid ? { uid } : {}), ...(groups.length ? { groups } : {}), ...(extra && Object.keys(extra).length ? { extra } : {}) });

/** Only tokens of service accounts can be looked at: those of kubeconfig users are known to the front alone. */
function reviewToken(server: ApiServer, review: AnyObject): AnyObject {
  const { token, audiences = [] } = (review as unknown as TokenReview).spec ?? {};
  if (!token) throw badRequest('token is required for TokenReview in authentication');
  const verdict = checkToken(server, token, audiences.length ? audiences : undefined);
  if ('error' in verdict) return { ...review, status: { user: {}, error: `[invalid bearer token, ${verdict.error}]` } };
  return { ...review, status: { authenticated: true, user: printed(verdict.user), audiences: verdict.audiences } };
}
