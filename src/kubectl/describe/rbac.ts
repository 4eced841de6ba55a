/** Roles (what may be done) and bindings (by whom). */
import type { AnyObject, ClusterRole, ClusterRoleBinding } from '../../engine/api/types.ts';
import type { DescribeContext, Describer, DescribeWriter } from './describer.ts';
import { goList } from './go-values.ts';
import { annotationLines, labelLines } from './parts.ts';
import { compactRules } from './rbac-rules.ts';

const GROUP = 'rbac.authorization.k8s.io';

function headLines(out: DescribeWriter, { metadata }: AnyObject): void {
  out.line(0, `Name:\t${metadata.name ?? ''}`);
  labelLines(out, 'Labels', metadata.labels);
  annotationLines(out, 'Annotations', metadata.annotations);
}

function describeRole(_context: DescribeContext, object: AnyObject, out: DescribeWriter): void {
  headLines(out, object);
  out.line(0, 'PolicyRule:');
  out.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  out.line(1, '---------\t-----------------\t--------------\t-----');
  for (const rule of compactRules((object as ClusterRole).rules ?? [])) {
    out.line(1, `${withGroup(rule.resources?.[0] ?? '', rule.apiGroups?.[0] ?? '')}\t${goList(rule.nonResourceURLs)}\t${goList(rule.resourceNames)}\t${goList(rule.verbs)}`);
  }
}

/** `deployments.apps/scale` */
function withGroup(resource: string, group: string): string {
  const slash = resource.indexOf('/');
  const [name, subresource] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)];
  return `${name}${group && resource ? `.${group}` : ''}${subresource}`;
}

function describeBinding(_context: DescribeContext, object: AnyObject, out: DescribeWriter): void {
  const { roleRef, subjects = [] } = object as unknown as ClusterRoleBinding;
  headLines(out, object);
  out.line(0, 'Role:');
  out.line(1, `Kind:\t${roleRef.kind}`);
  out.line(1, `Name:\t${roleRef.name}`);
  out.line(0, 'Subjects:');
  out.line(1, 'Kind\tName\tNamespace');
  out.line(1, '----\t----\t---------');
  for (const { kind, name, namespace = '' } of subjects) out.line(1, `${kind}\t${name}\t${namespace}`);
}

export const roleDescriber: Describer = { group: GROUP, kind: 'Role', describe: describeRole };
export const clusterRoleDescriber: Describer = { group: GROUP, kind: 'ClusterRole', describe: describeRole };
export const roleBindingDescriber: Describer = { group: GROUP, kind: 'RoleBinding', describe: describeBinding };
export const clusterRoleBindingDescriber: Describer = { group: GROUP, kind: 'ClusterRoleBinding', describe: describeBinding };
