import { Layers } from 'lucide-react';
import { stage } from '../graph/stage.ts';
import { objectAct } from './Act.ts';

/** The stack of a workload's or a service's pods, opened over its neighbours, and closed. */
export const openStack = objectAct({ id: 'open-stack', name: 'Open or close its pods', icon: Layers, key: 'O', on: (ref) => stage.hasStack(ref), run: (ref) => stage.toggleStack(ref) });
