import { parseTime } from '../../engine/kernel/time.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import type { FaultRow } from '../protocol.ts';

interface Loose {
  spec?: { type?: string; duration?: string; target?: { kind?: string; namespace?: string; name?: string } };
  status?: { phase?: string; message?: string; startTime?: string; endTime?: string; targets?: { kind?: string; namespace?: string; name?: string }[] };
}

/** What the page shows of a Fault. */
export function faultRow(object: AnyObject): FaultRow {
  const { spec = {}, status = {} } = object as Loose;
  const startMs = parseTime(status.startTime ?? object.metadata.creationTimestamp ?? '') || 0;
  const lastsMs = readDuration(spec.duration);
  const endMs = parseTime(status.endTime ?? '') || (lastsMs > 0 ? startMs + lastsMs : 0);
  const struck = status.targets ?? (spec.target ? [spec.target] : []);
  return {
    name: object.metadata.name!, type: spec.type ?? '', targetKind: spec.target?.kind ?? '', targetNamespace: spec.target?.namespace ?? '',
    targetName: spec.target?.name ?? (struck.length > 1 ? `${struck[0]!.name} and ${struck.length - 1} more` : struck[0]?.name ?? ''),
    targets: struck.map((one) => `${one.kind ?? ''}/${one.kind === 'Pod' ? one.namespace ?? 'default' : ''}/${one.name ?? ''}`),
    phase: status.phase ?? '', message: status.message ?? '', startMs, endMs,
  };
}

/** Milliseconds of a Go duration (`1m30s`); 0 when absent. */
function readDuration(text: string | undefined): number {
  let ms = 0;
  for (const [, value, unit] of (text ?? '').matchAll(/([0-9.]+)(ms|s|m|h)/g)) ms += Number(value) * { ms: 1, s: 1000, m: 60000, h: 3600000 }[unit as 's']!;
  return ms;
}
