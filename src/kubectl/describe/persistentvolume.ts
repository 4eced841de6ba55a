import { canonicalQuantity } from '../../engine/api/quantity.ts';
import type { PersistentVolume } from '../../engine/api/types.ts';
import { accessModesText, storageClassOf } from './claim-lines.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { goList } from './go-values.ts';
import { columnLines, eventsOf, metadataLines, since } from './parts.ts';
import { persistentVolumeSourceLines } from './volumes.ts';

export const persistentVolumeDescriber: Describer = {
  group: '', kind: 'PersistentVolume',
  *describe(context, object, out) {
    const volume = object as PersistentVolume;
    const { metadata, spec = {}, status } = volume;
    metadataLines(out, object);
    out.line(0, `Finalizers:\t${goList(metadata.finalizers)}`);
    out.line(0, `StorageClass:\t${storageClassOf(volume)}`);
    out.line(0, metadata.deletionTimestamp ? `Status:\tTerminating (lasts ${since(metadata.deletionTimestamp, context.nowMs)})` : `Status:\t${status?.phase ?? ''}`);
    out.line(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''}`);
    out.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
    out.line(0, `Access Modes:\t${accessModesText(spec.accessModes)}`);
    if (spec.volumeMode !== undefined) out.line(0, `VolumeMode:\t${spec.volumeMode}`);
    out.line(0, `Capacity:\t${canonicalQuantity(spec.capacity?.storage ?? '0')}`);
    affinityLines(out, spec.nodeAffinity?.required);
    out.line(0, `Message:\t${status?.message ?? ''}`);
    out.line(0, 'Source:');
    persistentVolumeSourceLines(out, spec);
    yield* eventsOf(context, object, out);
  },
};

type Required = NonNullable<NonNullable<PersistentVolume['spec']>['nodeAffinity']>['required'];

function affinityLines(out: DescribeWriter, required: Required): void {
  if (!required) return out.line(0, 'Node Affinity:\t<none>');
  out.line(0, 'Node Affinity:\t');
  const terms = required.nodeSelectorTerms ?? [];
  out.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`);
  terms.forEach(({ matchExpressions = [] }, i) => {
    columnLines(out, `Term ${i}`, matchExpressions.map(({ key, operator, values = [] }) => `${key} ${operator.toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`), 2);
  });
}
