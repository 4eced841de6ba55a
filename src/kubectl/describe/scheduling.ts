/** What keeps pods on nodes and off them: taints, tolerations, topology spread. */
import type { PodSpec, Taint, Toleration } from '../../engine/api/types.ts';
import { goSort } from '../text/go-sort.ts';
import type { DescribeWriter } from './describer.ts';
import { columnLines, formatLabelSelector } from './parts.ts';

export const taintLines = (out: DescribeWriter, taints: readonly Taint[] = []): void =>
  columnLines(out, 'Taints', goSort(taints, (a, b) => `${a.effect},${a.key}` < `${b.effect},${b.key}`).map(taintText));

function taintText({ key, value, effect }: Taint): string {
  if (!effect) return value ? `${key}=${value}:` : key;
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
}

export const tolerationLines = (out: DescribeWriter, title: string, tolerations: readonly Toleration[] = []): void =>
  columnLines(out, title, goSort(tolerations, (a, b) => (a.key ?? '') < (b.key ?? '')).map(tolerationText));

function tolerationText({ key = '', value = '', effect = '', operator, tolerationSeconds }: Toleration): string {
  let text = `${key}${value && `=${value}`}${effect && `:${effect}`}`;
  if (operator === 'Exists' && value === '') text += key || effect ? ' op=Exists' : 'op=Exists';
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
}

export function topologySpreadLines(out: DescribeWriter, constraints: PodSpec['topologySpreadConstraints'] = [], space = ''): void {
  goSort(constraints, (a, b) => a.topologyKey < b.topologyKey).forEach((c, i) => {
    const selector = c.labelSelector ? ` for selector ${formatLabelSelector(c.labelSelector)}` : '';
    out.line(0, `${space}${i === 0 ? 'Topology Spread Constraints:' : ''}\t${c.topologyKey}:${c.whenUnsatisfiable} when max skew ${c.maxSkew} is exceeded${selector}`);
  });
}
