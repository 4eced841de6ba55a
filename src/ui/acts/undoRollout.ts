import { Undo2 } from 'lucide-react';
import { call, get, patch } from '../state/api.ts';
import { notify } from '../state/notices.ts';
import { objectAct } from './Act.ts';
import type { AnyObject } from '../../engine/api/types.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

interface Templated extends AnyObject { spec?: { template?: { metadata?: { labels?: Record<string, string> } } } }
const revisionOf = (o: AnyObject): number => Number(o.metadata.annotations?.[REVISION] ?? 0);

/** As `kubectl rollout undo`: the template of the revision before becomes the Deployment's. */
export const undoRollout = objectAct({
  id: 'undo-rollout', name: 'Undo rollout', icon: Undo2,
  on: (ref) => ref.kind === 'Deployment',
  async run(ref) {
    const deployment = await get(ref);
    const { items } = await call<{ items: Templated[] }>('GET', `/apis/apps/v1/namespaces/${ref.namespace}/replicasets`);
    const mine = items.filter((rs) => rs.metadata.ownerReferences?.some((r) => r.uid === deployment.metadata.uid)).sort((a, b) => revisionOf(b) - revisionOf(a));
    const before = mine.find((rs) => revisionOf(rs) < revisionOf(deployment));
    if (!before?.spec?.template) return notify(`Deployment ${ref.name} has no earlier revision`, 'bad');
    const { [HASH]: _hash, ...labels } = before.spec.template.metadata?.labels ?? {};
    const template = { ...before.spec.template, metadata: { ...before.spec.template.metadata, labels } };
    await patch(ref, [{ op: 'replace', path: '/spec/template', value: template }], 'application/json-patch+json');
    notify(`Deployment ${ref.name} goes back to revision ${revisionOf(before)}`);
  },
});
