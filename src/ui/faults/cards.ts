/** The fault cards: what the engine can break, as the page shows it. A fault that the engine gains has its card at once. */
import {
  Bug, Cable, CircleArrowDown, Clock, ClockAlert, DatabaseZap, Fence, FolderX, Gauge, HardDrive, HeartCrack, ImageOff, LogOut, MapPinOff, Pause, PowerOff, Repeat, RotateCw, Skull, Snail, Tag, Unplug, Zap, type LucideIcon,
} from 'lucide-react';
import type { FaultType } from '../../engine/faults/fault.ts';
import { faultTypes } from '../../engine/faults/index.ts';
import { COMPONENTS } from '../../engine/faults/targets.ts';
import { mirror } from '../state/cluster.ts';
import type { Ref } from '../state/selection.ts';

export interface FaultCard {
  readonly type: string;
  readonly title: string;
  readonly summary: string;
  readonly family: string;
  readonly icon: LucideIcon;
  /** Kinds that it can be dropped on; empty = it strikes the cluster as a whole. */
  readonly targets: readonly string[];
  /** Strikes once: there is nothing to heal. */
  readonly instant: boolean;
  readonly parameters: NonNullable<FaultType['parameters']>;
}


const ICONS: Readonly<Record<string, LucideIcon>> = {
  down: CircleArrowDown, clock: Clock, fence: Fence, gauge: Gauge, crash: HeartCrack, image: ImageOff, drain: LogOut, zone: MapPinOff, pause: Pause, power: PowerOff, loop: Repeat, restart: RotateCw,
  bug: Bug, disk: HardDrive, 'disk-make': DatabaseZap, 'disk-attach': Cable, 'disk-mount': FolderX, skew: ClockAlert, kill: Skull, slow: Snail, taint: Tag, unplug: Unplug, readiness: CircleArrowDown,
};

/** What strikes the cluster as a whole can be dropped on anything. */
export const CLUSTER: Ref = { kind: 'Cluster', namespace: '', name: 'cluster' };

const FAMILY_ORDER = ['workload', 'node', 'network', 'control plane', 'storage', 'time'];

export const FAULT_CARDS: readonly FaultCard[] = faultTypes.map(cardFor).sort((a, b) => FAMILY_ORDER.indexOf(a.family) - FAMILY_ORDER.indexOf(b.family));

export const cardOf = (type: string): FaultCard | undefined => FAULT_CARDS.find((card) => card.type === type);

/**
 * What a fault strikes when it is dropped on an object: the object, or what it belongs to (a pod's node, a node's zone), or what stands behind it (a service's pod).
 * Undefined when it cannot strike anything there.
 */
export function aim(card: FaultCard, ref: Ref): Ref | undefined {
  if (ref.kind === 'Component' && !(COMPONENTS as readonly string[]).includes(ref.name)) return undefined;
  if (card.targets.includes(ref.kind)) return ref;
  if (ref.kind === 'Pod') {
    const pod = mirror.find('Pod', ref.namespace, ref.name);
    const node = pod < 0 ? -1 : mirror.tables.pods.get(pod, 'node');
    if (node >= 0) return aim(card, { kind: 'Node', namespace: '', name: mirror.nameOf('nodes', node) });
  }
  if (ref.kind === 'Service' && card.targets.includes('Pod')) {
    const pod = mirror.ties.get(mirror.find('Service', ref.namespace, ref.name))?.[0];
    if (pod !== undefined) return { kind: 'Pod', namespace: mirror.namespaceOf('pods', pod), name: mirror.nameOf('pods', pod) };
  }
  if (ref.kind === 'Node' && card.targets.includes('Zone')) {
    const zone = mirror.text(mirror.tables.nodes.get(mirror.find('Node', '', ref.name), 'zone'));
    if (zone) return { kind: 'Zone', namespace: '', name: zone };
  }
  return card.targets.includes('Cluster') ? CLUSTER : undefined;
}

/** Why the fault cannot strike there, or undefined when it can. */
export function whyNot(card: FaultCard, ref: Ref): string | undefined {
  if (aim(card, ref)) return undefined;
  const kinds = card.targets.map((kind) => `${kind.toLowerCase()}s`);
  return `${card.title} strikes ${kinds.length > 1 ? `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}` : kinds[0]}, not a ${ref.kind}`;
}

function cardFor(fault: FaultType): FaultCard {
  return { type: fault.type, title: fault.title, summary: fault.description, family: fault.family, icon: ICONS[fault.icon] ?? Zap, targets: fault.targets, parameters: fault.parameters ?? [], instant: fault.instant === true };
}
