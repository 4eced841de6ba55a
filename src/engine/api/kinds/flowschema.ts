/** https://kubernetes.io/docs/concepts/cluster-administration/flow-control/ */
import { FLOW_SCHEMAS } from '../resource.ts';
import type { FlowSchema } from '../types.ts';
import { invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { isDNS1123Subdomain } from '../validation/names.ts';
import { defineKind } from './kind.ts';

type Rule = NonNullable<NonNullable<FlowSchema['spec']>['rules']>[number];

const DEFAULT_PRECEDENCE = 1000;
const MAX_PRECEDENCE = 10000;
const VERBS = ['*', 'create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

function validate(flow: FlowSchema): FieldError[] {
  const errors: FieldError[] = [];
  const { matchingPrecedence = 0, priorityLevelConfiguration: level, distinguisherMethod, rules = [] } = flow.spec ?? {};
  const { name } = flow.metadata;
  if (matchingPrecedence <= 0) errors.push(invalid('spec.matchingPrecedence', matchingPrecedence, 'must be a positive value'));
  if (matchingPrecedence > MAX_PRECEDENCE) errors.push(invalid('spec.matchingPrecedence', matchingPrecedence, `must not be greater than ${MAX_PRECEDENCE}`));
  if (matchingPrecedence === 1 && name !== 'exempt') errors.push(invalid('spec.matchingPrecedence', matchingPrecedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  if (distinguisherMethod && distinguisherMethod.type !== 'ByUser' && distinguisherMethod.type !== 'ByNamespace') {
    errors.push(notSupported('spec.distinguisherMethod', distinguisherMethod, ['ByNamespace', 'ByUser']));
  }
  if (!level?.name) errors.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'));
  else for (const text of isDNS1123Subdomain(level.name)) errors.push(invalid('spec.priorityLevelConfiguration.name', level.name, text));
  rules.forEach((rule, i) => errors.push(...validateRule(rule, `spec.rules[${i}]`)));
  return errors;
}

function validateRule(rule: Rule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  if (!subjects?.length) errors.push(required(`${path}.subjects`, 'subjects must contain at least one value'));
  subjects?.forEach((subject, i) => {
    const at = `${path}.subjects[${i}]`;
    const fields = { ServiceAccount: subject.serviceAccount, User: subject.user, Group: subject.group } as Record<string, { name?: string } | undefined>;
    if (!Object.hasOwn(fields, subject.kind)) errors.push(notSupported(`${at}.kind`, subject.kind ?? '', ['Group', 'ServiceAccount', 'User']));
    else {
      const field = subject.kind[0]!.toLowerCase() + subject.kind.slice(1);
      const named = fields[subject.kind];
      if (!named) errors.push(required(`${at}.${field}`, `${field} is required when subject kind is '${subject.kind}'`));
      else if (!named.name) errors.push(required(`${at}.${field}.name`));
    }
  });
  if (!resourceRules.length && !nonResourceRules.length) errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  resourceRules.forEach((resourceRule, i) => {
    const at = `${path}.resourceRules[${i}]`;
    errors.push(...validateVerbs(resourceRule.verbs, `${at}.verbs`));
    if (!resourceRule.apiGroups?.length) errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
    if (!resourceRule.resources?.length) errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
    if (!resourceRule.namespaces?.length && !resourceRule.clusterScope) errors.push(required(`${at}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace'));
  });
  nonResourceRules.forEach((nonResourceRule, i) => {
    const at = `${path}.nonResourceRules[${i}]`;
    errors.push(...validateVerbs(nonResourceRule.verbs, `${at}.verbs`));
    if (!nonResourceRule.nonResourceURLs?.length) errors.push(required(`${at}.nonResourceURLs`, 'nonResourceURLs must contain at least one value'));
  });
  return errors;
}

function validateVerbs(verbs: readonly string[] | undefined, field: string): FieldError[] {
  if (!verbs?.length) return [required(field, 'verbs must contain at least one value')];
  if (verbs.includes('*') && verbs.length > 1) return [invalid(field, verbs, "if '*' is present, must not specify other verbs")];
  return verbs.some((verb) => !VERBS.includes(verb)) ? [notSupported(field, verbs, VERBS)] : [];
}

export const FLOW_SCHEMA = defineKind({
  resource: FLOW_SCHEMAS,
  singular: 'flowschema',
  subresources: ['status'],
  hasGeneration: true,
  setDefaults(flow) { flow.spec = { ...flow.spec!, matchingPrecedence: flow.spec?.matchingPrecedence || DEFAULT_PRECEDENCE }; },
  prepareForCreate(flow) { flow.status = {}; },
  validate,
  validateUpdate: validate,
});
