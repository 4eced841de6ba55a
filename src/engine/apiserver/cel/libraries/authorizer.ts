/** Asking for rights in a policy (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library): `authorizer.group('apps').resource('deployments').check('create').allowed()`. */
import type { Environment } from '@marcbachmann/cel-js';

export interface AccessQuestion {
  readonly verb: string;
  readonly path?: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Instead of the user of the request. */
  readonly serviceAccount?: string;
}

export type Decide = (question: AccessQuestion) => { allowed: boolean; reason?: string };

export class AuthorizerValue {
  constructor(readonly decide: Decide, readonly serviceAccount?: string) {}
}
export class PathCheck {
  constructor(readonly authorizer: AuthorizerValue, readonly path: string) {}
}
export class GroupCheck {
  constructor(readonly authorizer: AuthorizerValue, readonly group: string) {}
}
export class ResourceCheck {
  constructor(readonly authorizer: AuthorizerValue, readonly asked: Omit<AccessQuestion, 'verb' | 'path'>) {}
}
export class Decision {
  constructor(readonly allowed: boolean, readonly reason: string) {}
}

const decision = (authorizer: AuthorizerValue, question: AccessQuestion): Decision => {
  const { serviceAccount } = authorizer;
  const { allowed, reason = '' } = authorizer.decide(serviceAccount === undefined ? question : { ...question, serviceAccount });
  return new Decision(allowed, reason);
};

export function addAuthorizer(environment: Environment): void {
  const A = 'kubernetes.authorization.Authorizer', P = 'kubernetes.authorization.PathCheck', G = 'kubernetes.authorization.GroupCheck', R = 'kubernetes.authorization.ResourceCheck', D = 'kubernetes.authorization.Decision';
  for (const [name, ctor] of [[A, AuthorizerValue], [P, PathCheck], [G, GroupCheck], [R, ResourceCheck], [D, Decision]] as const) environment.registerType(name, ctor as unknown as new () => object);
  const add = (signature: string, handler: (...args: never[]) => unknown): void => { environment.registerFunction(signature, handler as (...args: unknown[]) => unknown); };
  const with_ = (field: 'subresource' | 'namespace' | 'name') => (check: ResourceCheck, value: string): ResourceCheck => new ResourceCheck(check.authorizer, { ...check.asked, [field]: value });
  add(`${A}.path(string): ${P}`, (authorizer: AuthorizerValue, path: string) => new PathCheck(authorizer, path));
  add(`${P}.check(string): ${D}`, ({ authorizer, path }: PathCheck, verb: string) => decision(authorizer, { verb, path, group: '', resource: '', subresource: '', namespace: '', name: '' }));
  add(`${A}.group(string): ${G}`, (authorizer: AuthorizerValue, group: string) => new GroupCheck(authorizer, group));
  add(`${A}.serviceAccount(string, string): ${A}`, ({ decide }: AuthorizerValue, namespace: string, name: string) => new AuthorizerValue(decide, `system:serviceaccount:${namespace}:${name}`));
  add(`${G}.resource(string): ${R}`, ({ authorizer, group }: GroupCheck, resource: string) => new ResourceCheck(authorizer, { group, resource, subresource: '', namespace: '', name: '' }));
  for (const field of ['subresource', 'namespace', 'name'] as const) add(`${R}.${field}(string): ${R}`, with_(field) as (...args: never[]) => unknown);
  add(`${R}.check(string): ${D}`, ({ authorizer, asked }: ResourceCheck, verb: string) => decision(authorizer, { ...asked, verb }));
  add(`${D}.allowed(): bool`, ({ allowed }: Decision) => allowed);
  add(`${D}.reason(): string`, ({ reason }: Decision) => reason);
  add(`${D}.errored(): bool`, () => false);
  add(`${D}.error(): string`, () => '');
}
