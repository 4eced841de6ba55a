/**
 * Who asks. The sandbox trusts what it is told: a token names a user of its own list, a header may carry the name in a
 * client's certificate, and whoever says nothing is the administrator.
 */
import type { UserInfo } from '../engine/api/api.ts';
import { failure, forbidden } from '../engine/api/errors.ts';
import type { Authorizer } from '../engine/apiserver/server.ts';
import { unauthorized } from './errors.ts';
import { valuesOf, type RestRequest } from './exchange.ts';

/** The user behind a request; undefined = the credentials are not known (401). */
export type Authenticator = (request: RestRequest) => UserInfo | undefined;

export const ADMINISTRATOR: UserInfo = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
export const ANONYMOUS: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] };

/** The subject of a client certificate, `O` and `CN` as in `O=system:masters,CN=kubernetes-admin`, set by whoever ended TLS. */
export const CERTIFICATE_HEADER = 'x-client-certificate-subject';

/** Reads service-account tokens: user info for a valid one. */
export type TokenReader = (token: string) => UserInfo | undefined;

/** Instead of a subject: there was TLS, and no certificate. */
export const NO_CERTIFICATE = 'none';

/**
 * A certificate's subject first, then a token: of a kubeconfig's user, or what `readToken` knows. An empty subject is a certificate
 * that does not hold.
 */
export function authenticator(tokens: ReadonlyMap<string, UserInfo> = new Map(), readToken?: TokenReader): Authenticator {
  return (request) => {
    const subject = request.header(CERTIFICATE_HEADER);
    const certified = subject === undefined || subject === NO_CERTIFICATE ? undefined : userOfSubject(subject);
    if (certified) return certified;
    const authorization = request.header('authorization');
    if (authorization !== undefined) {
      const token = /^bearer\s+(.+)$/i.exec(authorization)?.[1]?.trim();
      return token === undefined ? undefined : tokens.get(token) ?? readToken?.(token);
    }
    return subject === undefined ? ADMINISTRATOR : subject === NO_CERTIFICATE ? ANONYMOUS : undefined;
  };
}

function userOfSubject(subject: string): UserInfo | undefined {
  const parts = subject.split(',').map((part) => part.trim());
  const username = parts.find((part) => part.startsWith('CN='))?.slice(3);
  return username ? { username, groups: [...parts.filter((part) => part.startsWith('O=')).map((part) => part.slice(2)), 'system:authenticated'] } : undefined;
}

/** Throws what the user may not be asked for: `impersonate` on users, groups and so on. */
export type ImpersonationCheck = (user: UserInfo, resource: 'users' | 'groups' | 'serviceaccounts' | 'uids' | 'userextras', name: string, where?: { readonly namespace?: string; readonly subresource?: string }) => void;

/** What the check needs of `ApiServer`. */
export interface Authorization { readonly authorizer: Authorizer | undefined }

/** Asks the server's authorizer for the verb `impersonate`; without one, everybody may. */
export function impersonationCheck(server: Authorization): ImpersonationCheck {
  return (user, resource, name, { namespace, subresource } = {}) => {
    if (!server.authorizer || user.groups.includes('system:masters')) return;
    const group = resource === 'uids' || resource === 'userextras' ? 'authentication.k8s.io' : '';
    const { allowed, reason } = server.authorizer.authorize({ user, verb: 'impersonate', group, version: 'v1', resource, name, ...(namespace === undefined ? {} : { namespace }), ...(subresource === undefined ? {} : { subresource }) });
    if (allowed) return;
    const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    throw forbidden({ group, resource }, name, `User "${user.username}" cannot impersonate resource "${subresource === undefined ? resource : `${resource}/${subresource}`}" in API group "${group}" ${where}${reason ? `: ${reason}` : ''}`);
  };
}

const EXTRA = 'impersonate-extra-';
const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** The user that the request acts as (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation). */
export function userOf(request: RestRequest, authenticate: Authenticator, check?: ImpersonationCheck): UserInfo {
  const user = authenticate(request);
  if (!user) throw unauthorized();
  const username = request.header('impersonate-user') || undefined;
  const asked = valuesOf(request, 'impersonate-group');
  const uid = request.header('impersonate-uid') || undefined;
  const extra = extraOf(request);
  if (username === undefined) {
    const references = [
      ...asked.map((name) => `{Group  ${name}    }`), ...extra.flatMap(([key, values]) => values.map((value) => `{UserExtra  ${value}  authentication.k8s.io/v1  ${key}}`)),
      ...(uid === undefined ? [] : [`{UID  ${uid}  authentication.k8s.io/v1  }`]),
    ];
    const problem = `requested [${references.join(' ')}] without impersonating a user`;
    if (references.length) throw failure(500, 'InternalError', `Internal error occurred: ${problem}`, { causes: [{ message: problem }] });
    return user;
  }
  const account = SERVICE_ACCOUNT.exec(username);
  if (account) check?.(user, 'serviceaccounts', account[2]!, { namespace: account[1]! });
  else check?.(user, 'users', username);
  for (const group of asked) check?.(user, 'groups', group);
  for (const [subresource, values] of extra) for (const value of values) check?.(user, 'userextras', value, { subresource });
  if (uid !== undefined) check?.(user, 'uids', uid);
  const groups = [...asked];
  if (account && !groups.length) groups.push('system:serviceaccounts', `system:serviceaccounts:${account[1]}`);
  const last = username === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  if (!groups.includes(last)) groups.push(last);
  return { username, groups, ...(uid === undefined ? {} : { uid }), ...(extra.length ? { extra: Object.fromEntries(extra) } : {}) };
}

/** What `Impersonate-Extra-<key>` headers say, by key. */
function extraOf(request: RestRequest): [key: string, values: string[]][] {
  const names = new Set<string>();
  for (const [name] of request.headers?.() ?? []) if (name.startsWith(EXTRA)) names.add(name);
  return [...names].map((name) => [decodeURIComponent(name.slice(EXTRA.length)), [...valuesOf(request, name)]]);
}
