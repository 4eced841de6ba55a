/** What a laptop knows of itself: the time is the cluster's. */
import type { CustomCommand } from 'just-bash/browser';
import type { World } from '../world.ts';

const says = (name: string, text: string): CustomCommand => ({ name, execute: async () => ({ stdout: `${text}\n`, stderr: '', exitCode: 0 }) });

export const whoamiCommand = says('whoami', 'you');
export const hostnameCommand = says('hostname', 'laptop');

/** `date` tells virtual time. */
export const dateCommand = (world: World): CustomCommand => ({
  name: 'date',
  execute: (args, ctx) => ctx.origCommand!(args.some((arg) => arg === '-d' || arg.startsWith('--date') || arg === '--help') ? args : ['-d', `@${Math.floor(world.now() / 1000)}`, ...args]),
});
