import { Server } from 'lucide-react';
import { openDialog } from '../state/dialogs.ts';
import type { Act } from './Act.ts';

export const addNodes: Act = { id: 'add-nodes', name: 'Add nodes', group: 'Cluster', icon: Server, key: 'N', run: () => openDialog({ type: 'add-nodes' }) };
