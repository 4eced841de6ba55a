import { Ship } from 'lucide-react';
import { openDialog } from '../state/dialogs.ts';
import type { Act } from './Act.ts';

export const newCluster: Act = { id: 'new-cluster', name: 'New cluster', group: 'Cluster', icon: Ship, run: () => openDialog({ type: 'new-cluster' }) };
