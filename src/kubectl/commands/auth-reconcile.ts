/**
 * `kubectl auth reconcile`: roles get the rules of the file and bindings its subjects; what they have besides stays unless it is
 * told to go. A namespace that is missing is made. (kubernetes.io/docs/reference/access-authn-authz/rbac/#kubectl-auth-reconcile)
 */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { pathOf } from '../client/discovery.ts';
import { stderr, stdout, type Steps } from '../effect.ts';
import { Failure, isNotFound, ServerFailure } from '../failure.ts';
import { objectPrinter } from '../printers/object.ts';
import { fileTargets, fromFiles, targetPath, type Target } from '../resources/builder.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import type { Command } from './command.ts';

interface Rule { verbs?: string[]; apiGroups?: string[]; resources?: string[]; resourceNames?: string[]; nonResourceURLs?: string[] }
interface Subject { kind: string; apiGroup?: string; name: string; namespace?: string }
type Rbac = AnyObject & { rules?: Rule[]; subjects?: Subject[]; roleRef?: unknown; aggregationRule?: { clusterRoleSelectors?: unknown[] } };

interface Outcome { readonly object: Rbac; readonly operation: '' | 'create' | 'update' | 'recreate'; readonly notes: string }

const RBAC = 'rbac.authorization.k8s.io';

export const reconcileCommand: Command = {
  path: 'auth reconcile',
  *run(call) {
    if (!fromFiles(call)) throw new Failure('must specify one of -f and -k');
    if (call.args.length > 0) throw new Failure('no arguments are allowed');
    const dryRun = dryRunOf(call);
    if (dryRun === 'server') throw new Failure('--dry-run=server for command reconcile is not supported yet');
    const print = yield* objectPrinter(call, true);
    for (const target of yield* fileTargets(call, call.flags.list('filename'), { args: [], recursive: call.flags.bool('recursive') })) {
      const { mapping } = target;
      if (mapping.group !== RBAC) continue;
      const binding = mapping.kind.endsWith('Binding');
      const { object, operation, notes } = yield* reconcile(call, target, binding, dryRun === 'client');
      // What is done is said before the object's line, for the line tells that it is over.
      yield* stdout(print(object, 'reconciled'));
      if (operation !== '') yield* stderr(`\treconciliation required ${operation}\n${notes}`);
    }
  },
};

function* reconcile(call: Call, target: Target, binding: boolean, dry: boolean): Steps<Outcome> {
  const wanted = target.object as Rbac;
  let existing: Rbac | undefined;
  try {
    existing = yield* call.client.get<Rbac>(targetPath(target));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const path = pathOf(target.mapping, target.namespace);
  if (!existing) {
    const notes = binding ? noted('missing subjects added', (wanted.subjects ?? []).map(subjectText)) : noted('missing rules added', (wanted.rules ?? []).map(ruleText));
    if (dry) return { object: wanted, operation: 'create', notes };
    if (target.namespace !== undefined) yield* ensureNamespace(call, target.namespace);
    return { object: yield* call.client.write<Rbac>('POST', path, wanted), operation: 'create', notes };
  }
  if (binding && JSON.stringify(roleOf(existing)) !== JSON.stringify(roleOf(wanted))) {
    const notes = noted('missing subjects added', (wanted.subjects ?? []).map(subjectText));
    if (dry) return { object: wanted, operation: 'recreate', notes };
    yield* call.client.write('DELETE', targetPath(target), { preconditions: { uid: existing.metadata.uid } });
    return { object: yield* call.client.write<Rbac>('POST', path, wanted), operation: 'recreate', notes };
  }
  const { object, notes } = binding ? withSubjects(existing, wanted, call.flags.bool('remove-extra-subjects')) : withRules(existing, wanted, call.flags.bool('remove-extra-permissions'));
  const labelled = withMetadata(object, wanted);
  if (notes === '' && labelled === object) return { object: existing, operation: '', notes: '' };
  return { object: dry ? labelled : yield* call.client.write<Rbac>('PUT', targetPath(target), labelled), operation: 'update', notes };
}

function* ensureNamespace(call: Call, name: string): Steps {
  try {
    yield* call.client.write('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  } catch (error) {
    if (!(error instanceof ServerFailure) || error.status.reason !== 'AlreadyExists') throw error;
  }
}

const noted = (title: string, rows: readonly string[]): string => (rows.length === 0 ? '' : `\t${title}:\n${rows.map((row) => `\t\t${row}\n`).join('')}`);

const listed = (values: readonly string[] | undefined): string => `[${(values ?? []).join(' ')}]`;
const ruleText = ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Rule): string =>
  `{Verbs:${listed(verbs)} APIGroups:${listed(apiGroups)} Resources:${listed(resources)} ResourceNames:${listed(resourceNames)} NonResourceURLs:${listed(nonResourceURLs)}}`;
const subjectText = ({ kind, apiGroup = '', name, namespace = '' }: Subject): string => `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;
const roleOf = ({ roleRef }: Rbac): unknown => {
  const { apiGroup = RBAC, kind, name } = (roleRef ?? {}) as { apiGroup?: string; kind?: string; name?: string };
  return [apiGroup, kind, name];
};

/** One rule for every verb of every resource (and name) of it: what covers what is then plain to see. */
function singles(rules: readonly Rule[]): Rule[] {
  const found: Rule[] = [];
  for (const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } of rules) {
    for (const group of apiGroups) for (const resource of resources) for (const verb of verbs) {
      if (resourceNames.length === 0) found.push({ verbs: [verb], apiGroups: [group], resources: [resource] });
      for (const name of resourceNames) found.push({ verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: [name] });
    }
    for (const url of nonResourceURLs) for (const verb of verbs) found.push({ verbs: [verb], nonResourceURLs: [url] });
  }
  return found;
}

const has = (list: readonly string[] | undefined, value: string | undefined): boolean => value === undefined || list?.includes('*') === true || list?.includes(value) === true;

function covers(rule: Rule, { verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Rule): boolean {
  const [verb] = verbs ?? [], [group] = apiGroups ?? [], [resource] = resources ?? [], [name] = resourceNames ?? [], [url] = nonResourceURLs ?? [];
  if (!has(rule.verbs, verb)) return false;
  if (url !== undefined) return (rule.nonResourceURLs ?? []).some((own) => own === '*' || own === url || (own.endsWith('*') && url.startsWith(own.slice(0, -1))));
  const subresource = resource?.includes('/') ? `*/${resource.split('/')[1]}` : undefined;
  const named = (rule.resourceNames ?? []).length === 0 || (name !== undefined && rule.resourceNames!.includes(name));
  return has(rule.apiGroups, group) && (has(rule.resources, resource) || (subresource !== undefined && rule.resources?.includes(subresource) === true)) && named;
}

/** Singles of one resource and name become one rule again. */
function compact(rules: readonly Rule[]): Rule[] {
  const merged = new Map<string, Rule>();
  for (const rule of rules) {
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs]);
    const known = merged.get(key);
    merged.set(key, known ? { ...known, verbs: [...known.verbs!, ...rule.verbs!] } : rule);
  }
  return [...merged.values()];
}

const uncovered = (of: readonly Rule[], by: readonly Rule[]): Rule[] => compact(singles(of).filter((single) => !by.some((rule) => covers(rule, single))));

function withRules(existing: Rbac, wanted: Rbac, removeExtra: boolean): { object: Rbac; notes: string } {
  const missing = uncovered(wanted.rules ?? [], existing.rules ?? []);
  const extra = removeExtra ? uncovered(existing.rules ?? [], wanted.rules ?? []) : [];
  const notes = noted('extra rules removed', extra.map(ruleText)) + noted('missing rules added', missing.map(ruleText));
  return { object: notes === '' ? existing : { ...existing, rules: removeExtra ? wanted.rules ?? [] : [...existing.rules ?? [], ...missing] }, notes };
}

function withSubjects(existing: Rbac, wanted: Rbac, removeExtra: boolean): { object: Rbac; notes: string } {
  const without = (list: readonly Subject[] = [], other: readonly Subject[] = []): Subject[] => list.filter((subject) => !other.some((one) => subjectText(one) === subjectText(subject)));
  const missing = without(wanted.subjects, existing.subjects);
  const extra = removeExtra ? without(existing.subjects, wanted.subjects) : [];
  const notes = noted('extra subjects removed', extra.map(subjectText)) + noted('missing subjects added', missing.map(subjectText));
  return { object: notes === '' ? existing : { ...existing, subjects: removeExtra ? wanted.subjects ?? [] : [...existing.subjects ?? [], ...missing] }, notes };
}

/** Labels and annotations of the file are added. The same object comes back when it has them. */
function withMetadata(object: Rbac, { metadata: wanted }: Rbac): Rbac {
  const { metadata } = object;
  const lacks = (field: 'labels' | 'annotations'): boolean => Object.entries(wanted[field] ?? {}).some(([key, value]) => metadata[field]?.[key] !== value);
  if (!lacks('labels') && !lacks('annotations')) return object;
  const both = (field: 'labels' | 'annotations'): object => (wanted[field] || metadata[field] ? { [field]: { ...metadata[field], ...wanted[field] } } : {});
  return { ...object, metadata: { ...metadata, ...both('labels'), ...both('annotations') } };
}
