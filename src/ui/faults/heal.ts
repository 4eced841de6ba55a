import { call } from '../state/api.ts';

/** Deleting a Fault heals it. */
export const heal = (name: string): Promise<unknown> => call('DELETE', `/apis/sandbox.bottleship.dev/v1alpha1/faults/${name}`);
