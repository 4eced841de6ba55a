/** What a PersistentVolumeClaim and the template of an ephemeral volume have in common. */
import { canonicalQuantity } from '../../engine/api/quantity.ts';
import type { PersistentVolumeClaim } from '../../engine/api/types.ts';
import type { DescribeWriter } from './describer.ts';
import { goList } from './go-values.ts';
import { annotationLines, labelLines, since } from './parts.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const MODES: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };

/** `RWO,ROX` */
export const accessModesText = (modes: readonly string[] | undefined): string =>
  Object.keys(MODES).filter((mode) => modes?.includes(mode)).map((mode) => MODES[mode]).join(',');

/** The class of a claim or volume; the annotation of old counts first. */
export const storageClassOf = ({ metadata, spec }: { metadata?: { annotations?: Record<string, string> }; spec?: { storageClassName?: string } }): string =>
  metadata?.annotations?.[CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';

/** With `nowMs` the claim is a whole one, else a template. */
export function claimLines(out: DescribeWriter, level: number, claim: PersistentVolumeClaim, nowMs?: number): void {
  const { metadata, spec = {}, status = {} } = claim;
  if (nowMs !== undefined) {
    out.line(level, `Name:\t${metadata.name ?? ''}`);
    out.line(level, `Namespace:\t${metadata.namespace ?? ''}`);
  }
  out.line(level, `StorageClass:\t${storageClassOf(claim)}`);
  if (nowMs !== undefined) {
    out.line(level, metadata.deletionTimestamp ? `Status:\tTerminating (lasts ${since(metadata.deletionTimestamp, nowMs)})` : `Status:\t${status.phase ?? ''}`);
  }
  out.line(level, `Volume:\t${spec.volumeName ?? ''}`);
  const indent = '  '.repeat(level);
  labelLines(out, 'Labels', metadata.labels, level, indent);
  annotationLines(out, 'Annotations', metadata.annotations, level, indent);
  if (nowMs !== undefined) out.line(level, `Finalizers:\t${goList(metadata.finalizers)}`);
  out.line(level, `Capacity:\t${spec.volumeName ? canonicalQuantity(status.capacity?.storage ?? '0') : ''}`);
  out.line(level, `Access Modes:\t${spec.volumeName ? accessModesText(status.accessModes) : ''}`);
  if (spec.volumeMode !== undefined) out.line(level, `VolumeMode:\t${spec.volumeMode}`);
  const { dataSource } = spec;
  if (!dataSource) return;
  out.line(level, 'DataSource:');
  // Without a group the server writes null.
  if (dataSource.apiGroup) out.line(level + 1, `APIGroup:\t${dataSource.apiGroup}`);
  out.line(level + 1, `Kind:\t${dataSource.kind}`);
  out.line(level + 1, `Name:\t${dataSource.name}`);
}
