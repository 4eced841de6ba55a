/** Writing many rules in few words: lists are words with spaces between; the core group is `core`. */
import type { ClusterRole, PolicyRule } from '../../api/types.ts';

const words = (text: string): string[] => text.split(' ').sort();
const groupsOf = (text: string): string[] => words(text).map((group) => (group === 'core' ? '' : group)).sort();

export const READ = 'get list watch';
export const WRITE = 'create delete deletecollection patch update';

export const rule = (verbs: string, groups: string, resources: string, names?: string): PolicyRule =>
  ({ verbs: words(verbs), apiGroups: groupsOf(groups), resources: words(resources), ...(names ? { resourceNames: words(names) } : {}) });
export const urls = (verbs: string, paths: string): PolicyRule => ({ verbs: words(verbs), nonResourceURLs: words(paths) });
export const EVENTS = rule('create patch update', 'core events.k8s.io', 'events');

/** Marks of what the API server makes at its start and puts right again after changes. */
export const bootstrapMetadata = (name: string, labels: Record<string, string> = {}): ClusterRole['metadata'] => ({
  name,
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
});
