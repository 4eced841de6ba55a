import { Pin, PinOff } from 'lucide-react';
import { stage } from '../graph/stage.ts';
import { objectAct } from './Act.ts';

const KINDS = new Set(['Node', 'Service', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController']);

/** Holds a thing to its place: neither a drag nor tidying up moves it. */
export const pin = objectAct({ id: 'pin', name: 'Pin in place', icon: Pin, on: (ref) => KINDS.has(ref.kind) && !stage.isPinned(ref), run: (ref) => stage.pin(ref, true) });
export const unpin = objectAct({ id: 'unpin', name: 'Unpin', icon: PinOff, on: (ref) => KINDS.has(ref.kind) && stage.isPinned(ref), run: (ref) => stage.pin(ref, false) });
