import { Compass } from 'lucide-react';
import { openDialog } from '../state/dialogs.ts';
import type { Act } from './Act.ts';

export const startTour: Act = { id: 'tour', name: 'Take the tour', group: 'Help', icon: Compass, run: () => openDialog({ type: 'tour' }) };
