/** Volumes of pods and templates, and the sources of persistent volumes. What each type prints is in `volume-types.ts`. */
import type { PersistentVolume, PodSpec } from '../../engine/api/types.ts';
import type { DescribeWriter } from './describer.ts';
import { VOLUME_ORDER, VOLUME_TYPES, type Source } from './volume-types.ts';

function sourceLines(out: DescribeWriter, holder: Readonly<Record<string, unknown>>, persistent: boolean): void {
  const name = VOLUME_ORDER.find((field) => holder[field]);
  if (name === undefined) return out.line(1, '<unknown>');
  const type = VOLUME_TYPES[name]!;
  const source = holder[name] as Source;
  out.line(2, `Type:\t${type.title}`);
  for (const [label, value] of type.rows(source, persistent)) out.line(2, `${label}${label === 'ISCSIInterface' || label.endsWith(': ') ? '' : ':'}\t${value}`);
  type.more?.(out, source);
}

/** `Volumes:` of a pod, or of a template (then indented by `space`). */
export function volumeLines(out: DescribeWriter, volumes: PodSpec['volumes'], space = ''): void {
  if (!volumes?.length) return out.line(0, `${space}Volumes:\t<none>`);
  out.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    out.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    sourceLines(out, { ...volume }, false);
  }
}

export const persistentVolumeSourceLines = (out: DescribeWriter, spec: PersistentVolume['spec']): void => sourceLines(out, { ...spec }, true);
