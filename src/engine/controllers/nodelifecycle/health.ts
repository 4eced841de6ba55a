/** When was a node last heard of: by its status or its Lease. */
import type { Lease, Node, NodeCondition } from '../../api/types.ts';
import { formatTime, parseTime } from '../../kernel/time.ts';
import { semanticEqual } from '../support/equal.ts';

/** `--node-monitor-grace-period` of v1.36. */
const MONITOR_GRACE_MS = 50_000;
/** `--node-startup-grace-period`. */
const STARTUP_GRACE_MS = 60_000;

const WATCHED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

export interface NodeHealth {
  ready: NodeCondition | undefined;
  probedAtMs: number;
  leaseRenewTime: string | undefined;
}

export const readyOf = (node: Node): NodeCondition | undefined => node.status?.conditions?.find((c) => c.type === 'Ready');

/** What is known of the node now, and its status if it must be written because the node fell silent. */
export function observe(node: Node, lease: Lease | undefined, saved: NodeHealth | undefined, nowMs: number): { health: NodeHealth; silent: Node['status'] | undefined } {
  const current = readyOf(node);
  const createdAt = node.metadata.creationTimestamp!;
  let health: NodeHealth;
  if (!saved) health = { ready: current, probedAtMs: current ? nowMs : parseTime(createdAt), leaseRenewTime: undefined };
  else {
    const news = !!saved.ready !== !!current || (!!current && saved.ready!.lastHeartbeatTime !== current.lastHeartbeatTime);
    health = { ...saved, ready: current, probedAtMs: news ? nowMs : saved.probedAtMs };
  }
  const renewed = lease?.spec?.renewTime;
  if (renewed !== undefined && (health.leaseRenewTime === undefined || health.leaseRenewTime < renewed)) {
    health.leaseRenewTime = renewed;
    health.probedAtMs = nowMs;
  }
  if (nowMs <= health.probedAtMs + (current ? MONITOR_GRACE_MS : STARTUP_GRACE_MS)) return { health, silent: undefined };

  const conditions = unknownConditions(node, createdAt, formatTime(nowMs));
  const ready = conditions.find((c) => c.type === 'Ready');
  return semanticEqual(ready, current) ? { health, silent: undefined } : { health: { ...health, ready }, silent: { ...node.status, conditions } };
}

function unknownConditions(node: Node, createdAt: string, at: string): NodeCondition[] {
  const conditions = [...(node.status?.conditions ?? [])];
  for (const type of WATCHED) {
    const i = conditions.findIndex((c) => c.type === type);
    if (i < 0) {
      conditions.push({
        type, status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.',
        lastHeartbeatTime: createdAt, lastTransitionTime: at,
      });
    } else if (conditions[i].status !== 'Unknown') {
      conditions[i] = { ...conditions[i], status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: at };
    }
  }
  return conditions;
}
