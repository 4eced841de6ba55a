/** All types of failure, in the order of their cards. */
import { clockSkew } from './clock-skew.ts';
import { componentDown } from './component-down.ts';
import { componentErrors } from './component-errors.ts';
import { componentSlow } from './component-slow.ts';
import { containerCrash } from './container-crash.ts';
import { crashLoop } from './crash-loop.ts';
import { diskFull } from './disk-full.ts';
import type { FaultType } from './fault.ts';
import { imagePullFailure } from './image-pull-failure.ts';
import { kubeletStop } from './kubelet-stop.ts';
import { nodeCordon } from './node-cordon.ts';
import { nodeCrash } from './node-crash.ts';
import { nodeDrain } from './node-drain.ts';
import { nodePartition } from './node-partition.ts';
import { nodePressure } from './node-pressure.ts';
import { nodeReboot } from './node-reboot.ts';
import { nodeTaint } from './node-taint.ts';
import { podKill } from './pod-kill.ts';
import { readinessFailing } from './readiness-failing.ts';
import { slowStart } from './slow-start.ts';
import { staleWatch } from './stale-watch.ts';
import { volumeAttachFailure } from './volume-attach-failure.ts';
import { volumeMountFailure } from './volume-mount-failure.ts';
import { volumeProvisionFailure } from './volume-provision-failure.ts';
import { zoneOutage } from './zone-outage.ts';

export const faultTypes: readonly FaultType[] = [
  podKill, containerCrash, crashLoop, imagePullFailure, readinessFailing, slowStart,
  nodeCrash, nodeReboot, kubeletStop, nodeCordon, nodeDrain, nodeTaint, nodePressure,
  nodePartition, zoneOutage,
  componentDown, componentSlow, componentErrors, staleWatch,
  volumeProvisionFailure, volumeAttachFailure, volumeMountFailure, diskFull,
  clockSkew,
];

const byType = new Map(faultTypes.map((fault) => [fault.type, fault]));

export const faultType = (type: string): FaultType | undefined => byType.get(type);
