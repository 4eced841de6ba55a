/** The text of ConfigMap kube-system/cluster-autoscaler-status: what the autoscaler sees and does. */
import { formatTime } from '../../kernel/time.ts';
import type { NodeGroup } from '../node-groups.ts';

export interface GroupCounts { readonly group: NodeGroup; readonly registered: number; readonly ready: number; readonly candidates: number }

export interface AutoscalerState { readonly nowMs: number; readonly healthy: boolean; readonly groups: readonly GroupCounts[] }

/** Since when each condition is as it is. */
export class StatusText {
  readonly #since = new Map<string, { status: string; sinceMs: number }>();

  of({ nowMs, healthy, groups }: AutoscalerState): string {
    const sum = (of: (counts: GroupCounts) => number): number => groups.reduce((total, counts) => total + of(counts), 0);
    const probe = (of: string, status: string, indent: string): string[] => {
      const before = this.#since.get(of);
      const entry = before?.status === status ? before : { status, sinceMs: nowMs };
      this.#since.set(of, entry);
      return [`${indent}lastProbeTime: "${formatTime(nowMs)}"`, `${indent}lastTransitionTime: "${formatTime(entry.sinceMs)}"`];
    };
    const block = (of: string, indent: string, good: boolean, registered: number, ready: number, unregistered: number, growing: boolean, candidates: number, more: readonly string[]): string[] => {
      const health = good ? 'Healthy' : 'Unhealthy', up = growing ? 'InProgress' : 'NoActivity', down = candidates ? 'CandidatesPresent' : 'NoCandidates';
      const inner = `${indent}  `;
      return [
        `${indent}health:`, `${inner}status: ${health}`, `${inner}nodeCounts:`, `${inner}  registered:`, `${inner}    total: ${registered}`, `${inner}    ready: ${ready}`, `${inner}    notStarted: 0`,
        `${inner}  longUnregistered: 0`, `${inner}  unregistered: ${unregistered}`, ...more.map((line) => inner + line), ...probe(`${of}/health`, health, inner),
        `${indent}scaleUp:`, `${inner}status: ${up}`, ...probe(`${of}/up`, up, inner),
        `${indent}scaleDown:`, `${inner}status: ${down}`, ...(candidates ? [`${inner}candidates: ${candidates}`] : []), ...probe(`${of}/down`, down, inner),
      ];
    };
    const unregistered = ({ group, registered }: GroupCounts): number => Math.max(0, group.target - registered);
    return `${[
      `time: ${spaced(nowMs)}`, 'autoscalerStatus: Running', 'clusterWide:',
      ...block('', '  ', healthy, sum((c) => c.registered), sum((c) => c.ready), sum(unregistered), sum(unregistered) > 0, sum((c) => c.candidates), []),
      'nodeGroups:',
      ...groups.flatMap((counts) => {
        const { group, registered, ready, candidates } = counts;
        const more = [`cloudProviderTarget: ${group.target}`, `minSize: ${group.min}`, `maxSize: ${group.max}`];
        return [`- name: ${group.name}`, ...block(group.name, '  ', healthy, registered, ready, unregistered(counts), unregistered(counts) > 0, candidates, more)];
      }),
    ].join('\n')}\n`;
  }
}

/** `2026-01-01 00:00:10 +0000 UTC` */
export const spaced = (ms: number): string => `${formatTime(ms).replace('T', ' ').replace('Z', '')} +0000 UTC`;
