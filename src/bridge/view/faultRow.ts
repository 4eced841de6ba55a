import { parseTime } from '../../engine/kernel/time.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import type { FaultRow } from '../protocol.ts';

interface Loose {
  spec?: { type?: string; duration?: string; target?: { kind?: string; namespace?: string; name?: string } };
  status?: { phase?: string; message?: string; startTime?: string };
}

/** What the page shows of a Fault. */
export function faultRow(object: AnyObject): FaultRow {
  const { spec = {}, status = {} } = object as Loose;
  const startMs = parseTime(status.startTime ?? object.metadata.creationTimestamp ?? '') || 0;
  const lastsMs = readDuration(spec.duration);
  return {
    name: object.metadata.name!, type: spec.type ?? '', targetKind: spec.target?.kind ?? '', targetNamespace: spec.target?.namespace ?? '', targetName: spec.target?.name ?? '',
    phase: status.phase ?? '', message: status.message ?? '', startMs, endMs: lastsMs > 0 ? startMs + lastsMs : 0,
  };
}

/** Milliseconds of a Go duration (`1m30s`); 0 when absent. */
function readDuration(text: string | undefined): number {
  let ms = 0;
  for (const [, value, unit] of (text ?? '').matchAll(/([0-9.]+)(ms|s|m|h)/g)) ms += Number(value) * { ms: 1, s: 1000, m: 60000, h: 3600000 }[unit as 's']!;
  return ms;
}
