import { defineFault } from './fault.ts';

const ANSWERS = ['out of space', 'no answer'] as const;
const TEXTS: Readonly<Record<string, string>> = {
  'out of space': 'rpc error: code = Internal desc = could not create disk: the pool is full',
  'no answer': 'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
};

/** New claims get no disk: their pods wait for it. */
export const volumeProvisionFailure = defineFault({
  type: 'VolumeProvisionFailure', title: 'No new disks', family: 'storage', icon: 'disk-make', targets: ['Zone', 'Cluster'],
  description: 'The storage makes no new disks, in a zone or at all: new claims stay Pending (ProvisioningFailed), and so do their pods. Disks that exist go on.',
  parameters: [{ name: 'answer', title: 'Because of', type: 'choice', options: ANSWERS, default: 'out of space' }],
  inject: ({ cluster, target, text }) => cluster.disks.fail({ act: 'create', answer: TEXTS[text('answer')]!, ...(target.kind === 'Zone' ? { zone: target.name } : {}) }),
});
