/** `kubectl auth can-i` and `kubectl auth whoami`. */
import type { SelfSubjectReview } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { stderr, stdout, type Steps } from '../effect.ts';
import { Exit, Failure, UsageFailure } from '../failure.ts';
import { formatOf, unknownFormat, valuePrinter } from '../printers/object.ts';
import { aligned, TABLE } from '../text/tabwriter.ts';
import type { Command } from './command.ts';

interface ResourceRule { verbs: string[]; apiGroups?: string[]; resources?: string[]; resourceNames?: string[] }
interface RulesReview { status: { resourceRules: ResourceRule[]; nonResourceRules: { verbs: string[]; nonResourceURLs?: string[] }[]; incomplete?: boolean; evaluationError?: string } }

/** Verbs of resources, of paths, and those that RBAC and others have of their own. */
const KNOWN_VERBS = new Set(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'impersonate', 'escalate', 'approve', 'sign', 'proxy', '*', 'head', 'post', 'put', 'options', 'connect']);

const REVIEWS = '/apis/authorization.k8s.io/v1';

export const canICommand: Command = {
  path: 'auth can-i',
  *run(call) {
    const { flags, args } = call;
    const namespace = flags.bool('all-namespaces') ? '' : call.namespace;
    if (flags.bool('list')) {
      if (args.length > 0) throw new UsageFailure('error: list option must be specified with no arguments');
      return yield* list(call, namespace);
    }
    const [verb = '', subject = '', name = ''] = args;
    if (args.length >= 2 && verb !== '' && !KNOWN_VERBS.has(verb)) yield* stderr(`Warning: verb '${verb}' is not a known verb\n\n`);
    if (args.length !== 2) throw new Failure('you must specify two arguments: verb resource or verb resource/resourceName.\nSee \'kubectl auth can-i -h\' for help and examples.');
    const spec = subject.startsWith('/') ? { nonResourceAttributes: { path: subject, verb } } : { resourceAttributes: yield* attributes(call, verb, subject, name, namespace) };
    const review = yield* call.client.write<{ status: { allowed: boolean; reason?: string; evaluationError?: string } }>('POST', `${REVIEWS}/selfsubjectaccessreviews`, { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', spec });
    const { allowed, reason, evaluationError } = review.status;
    if (!flags.bool('quiet')) {
      const why = !allowed ? `${reason ? ` - ${reason}` : ''}${evaluationError ? ` - ${evaluationError}` : ''}` : '';
      yield* stdout(`${allowed ? 'yes' : 'no'}${why}\n`);
    }
    if (!allowed) throw new Exit(1);
  },
};

function* attributes(call: Call, verb: string, subject: string, third: string, namespace: string): Steps<object> {
  const [word = '', slashed = ''] = subject.split('/');
  const name = slashed || third;
  let group = '', resource = word;
  let scoped = namespace;
  if (word !== '*') {
    const mapping = yield* call.findMapping(word);
    if (mapping) {
      ({ group, resource } = mapping);
      if (!mapping.namespaced && namespace !== '') {
        yield* stderr(`Warning: resource '${resource}' is not namespace scoped${group === '' ? '' : ` in group '${group}'`}\n\n`);
        scoped = namespace;
      }
    } else {
      yield* stderr(word.includes('.') ? `Warning: the server doesn't have a resource type '${word.split('.')[0]}' in group '${word.split('.').slice(1).join('.')}'\n\n` : `Warning: the server doesn't have a resource type '${word}'\n\n`);
      [resource = ''] = word.split('.');
      group = word.split('.').slice(1).join('.');
    }
  }
  const subresource = call.flags.string('subresource');
  return { namespace: scoped, verb, ...(group === '' && word !== '*' ? {} : { group: word === '*' ? '*' : group }), resource, ...(subresource === '' ? {} : { subresource }), ...(name === '' ? {} : { name }) };
}

function* list(call: Call, namespace: string): Steps {
  const { status } = yield* call.client.write<RulesReview>('POST', `${REVIEWS}/selfsubjectrulesreviews`, { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', spec: { namespace } });
  const rules = new Map<string, { verbs: string[]; group: string; resource: string; names: string[]; urls: string[] }>();
  for (const { verbs, apiGroups = [''], resources = [], resourceNames = [] } of status.resourceRules) {
    for (const group of apiGroups) for (const resource of resources) for (const name of resourceNames.length > 0 ? resourceNames : [undefined]) {
      const key = `${group}/${resource}/${name ?? ''}`;
      const known = rules.get(key);
      if (known) known.verbs = [...new Set([...known.verbs, ...verbs])];
      else rules.set(key, { verbs: [...verbs], group, resource, names: name === undefined ? [] : [name], urls: [] });
    }
  }
  const all = [...rules.values(), ...status.nonResourceRules.flatMap(({ verbs, nonResourceURLs = [] }) => nonResourceURLs.map((url) => ({ verbs, group: '', resource: '', names: [], urls: [url] })))];
  const listed = (values: readonly string[]): string => `[${values.join(' ')}]`;
  // In the order of the rules' texts, verbs first.
  const keyOf = ({ verbs, group, resource, names, urls }: typeof all[number]): string => `${listed(verbs)},[${group}],[${resource}],${listed(names)},${listed(urls)}`;
  all.sort((x, y) => (keyOf(x) < keyOf(y) ? -1 : keyOf(x) > keyOf(y) ? 1 : 0));
  const header = call.flags.bool('no-headers') ? '' : 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n';
  const rows = all.map(({ verbs, group, resource, names, urls }) => `${group === '' ? resource : resource.replace(/(?=\/|$)/, `.${group}`)}\t${listed(urls)}\t${listed(names)}\t${listed(verbs)}\n`);
  yield* stdout(aligned(header + rows.join(''), TABLE));
  if (status.incomplete) yield* stderr(`warning: the list may be incomplete: ${status.evaluationError ?? ''}\n`);
}

export const whoamiCommand: Command = {
  path: 'auth whoami',
  *run(call) {
    const review = yield* call.client.write<SelfSubjectReview>('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {} });
    const format = formatOf(call);
    if (format.name !== '') {
      const print = yield* valuePrinter(call, format, true);
      if (!print) throw unknownFormat(format.name, ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml', 'name', 'template', 'templatefile', 'yaml']);
      const { username, uid, groups, extra } = review.status?.userInfo ?? {};
      // In Go's order.
      return yield* stdout(print({ kind: review.kind, apiVersion: review.apiVersion, metadata: review.metadata ?? {}, status: { userInfo: { username, uid, groups, extra } } } as never));
    }
    const { username = '', uid = '', groups = [], extra = {} } = review.status?.userInfo ?? {};
    const rows = [`Username\t${username}\n`, ...(uid === '' ? [] : [`UID\t${uid}\n`]), ...(groups.length > 0 ? [`Groups\t[${groups.join(' ')}]\n`] : []), ...Object.keys(extra).sort().map((key) => `Extra: ${key}\t[${(extra as Record<string, string[]>)[key]!.join(' ')}]\n`)];
    yield* stdout(aligned(`ATTRIBUTE\tVALUE\n${rows.join('')}`, TABLE));
  },
};
