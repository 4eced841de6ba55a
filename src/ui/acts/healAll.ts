import { HeartPulse } from 'lucide-react';
import { heal } from '../faults/heal.ts';
import { mirror } from '../state/cluster.ts';
import { notify } from '../state/notices.ts';
import type { Act } from './Act.ts';

export const healAll: Act = {
  id: 'heal-all', name: 'Heal all', group: 'Cluster', icon: HeartPulse, key: 'H',
  async run() {
    const { faults } = mirror;
    for (const fault of faults) await heal(fault.name);
    notify(faults.length ? `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} healed` : 'Nothing is broken', 'good');
  },
};
