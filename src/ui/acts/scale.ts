import { Scaling } from 'lucide-react';
import { openDialog } from '../state/dialogs.ts';
import { objectAct } from './Act.ts';

const SCALABLE = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'];

export const scale = objectAct({
  id: 'scale', name: 'Scale', icon: Scaling, key: 'S',
  on: (ref) => SCALABLE.includes(ref.kind),
  run: (ref) => openDialog({ type: 'scale', ref }),
});
