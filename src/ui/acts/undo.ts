import { Undo } from 'lucide-react';
import { undoLast } from '../state/undo.ts';
import type { Act } from './Act.ts';

export const undo: Act = { id: 'undo', name: 'Undo the last act', group: 'Cluster', icon: Undo, key: 'Mod+Z', run: () => undoLast() };
