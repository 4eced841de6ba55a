import type { AnyObject } from '../../../engine/api/types.ts';
import type { Call } from '../../call.ts';
import type { Mapping } from '../../client/discovery.ts';
import { stderr, stdout, type Steps } from '../../effect.ts';
import { Failure, UsageFailure } from '../../failure.ts';
import { objectPrinter } from '../../printers/object.ts';
import { parseDuration } from '../../text/duration.ts';
import { subjectsOf } from '../set.ts';
import type { Command } from '../command.ts';
import { generated, oneName, pairsOf } from './generator.ts';

const GROUP = 'rbac.authorization.k8s.io';

interface Rule { verbs: string[]; apiGroups?: string[]; resources?: string[]; resourceNames?: string[]; nonResourceURLs?: string[] }

const STANDARD_VERBS = new Set(['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'deletecollection', 'proxy', 'use', 'bind', 'approve', 'sign', 'escalate', 'impersonate', 'post', 'put', 'head', 'options']);

const URL_VERBS = new Set(['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']);

/** Groups of one rule each, in the order they were named. */
function* rulesOf(call: Call): Steps<Rule[]> {
  const { flags } = call;
  const verbs = [...new Set(flags.list('verb'))];
  if (verbs.length === 0) throw new Failure('at least one verb must be specified');
  const named = verbs.includes('*') ? ['*'] : verbs;
  for (const verb of named) if (!STANDARD_VERBS.has(verb)) yield* stderr(`Warning: '${verb}' is not a standard resource verb\n`);
  const groups = new Map<string, string[]>();
  for (const word of flags.list('resource')) {
    const [type = '', subresource] = word.split('/');
    let group = '', resource = type;
    if (type !== '*' && type !== '*.*') {
      const mapping: Mapping | undefined = yield* call.findMapping(type);
      if (!mapping) throw new UsageFailure(`the server doesn't have a resource type ${JSON.stringify(type.split('.')[0])}`);
      ({ group, resource } = mapping);
    } else [resource, group] = ['*', '*'];
    const list = groups.get(group) ?? [];
    const full = subresource === undefined ? resource : `${resource}/${subresource}`;
    if (!list.includes(full)) list.push(full);
    groups.set(group, list);
  }
  const names = flags.list('resource-name');
  const urls = flags.has('non-resource-url') ? flags.list('non-resource-url') : [];
  if (groups.size === 0 && urls.length === 0) throw new Failure('at least one resource must be specified');
  const rules: Rule[] = [...groups].map(([group, resources]) => ({ verbs: named, apiGroups: [group], resources, ...(names.length > 0 ? { resourceNames: names } : {}) }));
  for (const url of urls) if (!url.startsWith('/')) throw new Failure('nonResourceURL should start with /');
  if (urls.length > 0) for (const verb of named) if (!URL_VERBS.has(verb)) throw new Failure(`invalid verb: '${verb}' for nonResourceURL`);
  if (urls.length > 0) rules.push({ verbs: named, nonResourceURLs: urls });
  return rules;
}

export const createRole = generated({
  path: 'create role', resource: 'roles',
  *object(call, name) { return { kind: 'Role', apiVersion: `${GROUP}/v1`, metadata: { name }, rules: yield* rulesOf(call) } as AnyObject; },
});

export const createClusterRole = generated({
  path: 'create clusterrole', resource: 'clusterroles', namespaced: false,
  *object(call, name) {
    const aggregation = pairsOf(call.flags.string('aggregation-rule'));
    if (aggregation && ['verb', 'resource', 'resource-name', 'non-resource-url'].some((flag) => call.flags.changed(flag))) throw new Failure('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
    if (aggregation) return { kind: 'ClusterRole', apiVersion: `${GROUP}/v1`, metadata: { name }, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregation }] } } as unknown as AnyObject;
    return { kind: 'ClusterRole', apiVersion: `${GROUP}/v1`, metadata: { name }, rules: yield* rulesOf(call) } as AnyObject;
  },
});

function binding(call: Call, kind: string, name: string): AnyObject {
  const { flags } = call;
  const role = flags.has('role') ? flags.string('role') : '', clusterRole = flags.string('clusterrole');
  if (kind === 'RoleBinding' && (role === '') === (clusterRole === '')) throw new Failure('exactly one of clusterrole or role must be specified');
  const subjects = subjectsOf(call);
  return {
    kind, apiVersion: `${GROUP}/v1`, metadata: { name }, ...(subjects.length > 0 ? { subjects: subjects.map(({ kind: of, apiGroup, name: who, namespace }) => ({ kind: of, ...(apiGroup ? { apiGroup } : {}), name: who, ...(namespace ? { namespace } : {}) })) } : {}),
    roleRef: { apiGroup: GROUP, kind: role === '' ? 'ClusterRole' : 'Role', name: role || clusterRole },
  } as unknown as AnyObject;
}

export const createRoleBinding = generated({ path: 'create rolebinding', resource: 'rolebindings', *object(call, name) { yield* []; return binding(call, 'RoleBinding', name); } });
export const createClusterRoleBinding = generated({ path: 'create clusterrolebinding', resource: 'clusterrolebindings', namespaced: false, required: ['clusterrole'], *object(call, name) { yield* []; return binding(call, 'ClusterRoleBinding', name); } });

export const createToken: Command = {
  path: 'create token',
  *run(call) {
    const name = oneName(call);
    const { flags } = call;
    const duration = flags.string('duration');
    const seconds = (parseDuration(duration) ?? 0) / 1000;
    if (seconds < 0) throw new Failure('--duration must be greater than or equal to 0');
    const kind = flags.string('bound-object-kind');
    const [boundName, boundUid] = [flags.string('bound-object-name'), flags.string('bound-object-uid')];
    if (kind === '' && boundName !== '') throw new Failure('--bound-object-name can only be set if --bound-object-kind is provided');
    if (kind === '' && boundUid !== '') throw new Failure('--bound-object-uid can only be set if --bound-object-kind is provided');
    if (kind !== '' && !['Node', 'Pod', 'Secret'].includes(kind)) throw new Failure('supported --bound-object-kind values are Node, Pod, Secret');
    if (kind !== '' && boundName === '') throw new Failure('--bound-object-name is required if --bound-object-kind is provided');
    const bound = kind === '' ? undefined : { kind, apiVersion: 'v1', name: flags.string('bound-object-name'), ...(flags.string('bound-object-uid') === '' ? {} : { uid: flags.string('bound-object-uid') }) };
    const request = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {}, spec: { audiences: flags.list('audience').length > 0 ? flags.list('audience') : null, ...(seconds > 0 ? { expirationSeconds: Math.round(seconds) } : {}), ...(bound ? { boundObjectRef: bound } : {}) } };
    const unreached = call.client.unreached(`/api/v1/namespaces/${call.namespace}/serviceaccounts/${name}/token`, 'Post');
    if (unreached !== undefined) throw new Failure(`failed to create token: ${unreached}`);
    let answer: AnyObject & { status?: { token?: string } };
    try {
      answer = yield* call.client.write('POST', `/api/v1/namespaces/${call.namespace}/serviceaccounts/${name}/token`, request);
    } catch (error) {
      throw error instanceof Failure ? new Failure(`failed to create token: ${error.message}`) : error;
    }
    if (!answer.status?.token) throw new Failure(`failed to create token: no token in server response`);
    const print = flags.string('output') === '' ? undefined : yield* objectPrinter(call);
    yield* stdout(print ? print({ kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', ...answer }) : `${answer.status.token}\n`);
  },
};
