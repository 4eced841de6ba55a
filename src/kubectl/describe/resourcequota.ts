import { canonicalQuantity, formatQuantity, parseQuantity, quantityValue } from '../../engine/api/quantity.ts';
import type { ResourceQuota } from '../../engine/api/types.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { sortedKeys } from './go-values.ts';

const SCOPES: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

export const resourceQuotaDescriber: Describer = {
  group: '', kind: 'ResourceQuota',
  describe(_context, object, out) {
    const { metadata, spec, status } = object as ResourceQuota;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    scopeLines(out, 0, ' * ', spec?.scopes ?? []);
    out.line(0, 'Resource\tUsed\tHard');
    out.line(0, '--------\t----\t----');
    for (const name of sortedKeys(status?.hard)) {
      const hard = status!.hard![name]!;
      out.line(0, `${name}\t${usedAs(status!.used?.[name] ?? '0', hard)}\t${canonicalQuantity(hard)}`);
    }
  },
};

/** What is used is written in the notation of the limit. */
function usedAs(used: string, hard: string): string {
  const format = parseQuantity(hard)?.format ?? 'DecimalSI';
  if (parseQuantity(used)?.format === format) return canonicalQuantity(used);
  return formatQuantity({ nano: BigInt(quantityValue(used)) * 1_000_000_000n, format });
}

function scopeLines(out: DescribeWriter, level: number, bullet: string, scopes: readonly string[]): void {
  if (scopes.length === 0) return;
  const sorted = [...scopes].sort();
  out.line(level, `Scopes:\t${sorted.join(', ')}`);
  for (const scope of sorted) if (SCOPES[scope]) out.line(level, `${bullet}${SCOPES[scope]}`);
}

/** All quotas of a namespace. */
export function quotaLines(out: DescribeWriter, quotas: readonly ResourceQuota[]): void {
  if (quotas.length === 0) return out.line(0, 'No resource quota.');
  out.line(0, 'Resource Quotas');
  for (const { metadata, spec, status } of [...quotas].sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1))) {
    out.line(1, `Name:\t${metadata.name}`);
    scopeLines(out, 1, '* ', spec?.scopes ?? []);
    out.line(1, 'Resource\tUsed\tHard');
    out.line(1, '--------\t---\t---');
    for (const name of sortedKeys(status?.hard)) out.line(1, `${name}\t${canonicalQuantity(status?.used?.[name] ?? '0')}\t${canonicalQuantity(status!.hard![name]!)}`);
  }
}
