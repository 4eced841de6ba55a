/** Two pods of a node cannot have the same host port. */
import type { Pod } from '../../api/types.ts';
import { ADD, DELETE } from '../cluster-event.ts';
import { unschedulable, type Check, type SchedulerPlugin } from '../framework.ts';
import type { HostPort, PodInfo } from '../pod-info.ts';

const NAME = 'NodePorts';
const TAKEN = unschedulable(NAME, "node(s) didn't have free ports for the requested pod ports");
const ANY = '0.0.0.0';

const clash = (a: HostPort, b: HostPort): boolean =>
  a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === ANY || b.ip === ANY);

const clashes = (mine: readonly HostPort[], theirs: readonly HostPort[]): boolean => mine.some((a) => theirs.some((b) => clash(a, b)));

export const nodePorts: SchedulerPlugin = {
  name: NAME, weight: 0,
  prepare(pod, { table }): Check | undefined {
    const { ports } = pod.shape.row;
    if (ports.length === 0) return undefined;
    return {
      plugin: nodePorts, scope: 'node',
      filter(n) {
        for (const other of table.pods[n]!) if (other.shape.row.ports.length > 0 && clashes(ports, other.shape.row.ports)) return TAKEN;
        return undefined;
      },
    };
  },
  events: [
    {
      event: { resource: 'AssignedPod', actions: DELETE },
      hint: (pod, gone) => (((gone as PodInfo | undefined)?.shape ? clashes(pod.shape.row.ports, (gone as PodInfo).shape.row.ports) : (gone as Pod | undefined)) ? 'Queue' : 'Skip'),
    },
    { event: { resource: 'Node', actions: ADD } },
  ],
};
