import type { Checker } from './checker.ts';
import { INJECTED } from '../../engine/client/component.ts';

/** No loop threw anything but the API's own answers, and what a fault made it throw. */
export const noErrors: Checker = {
  name: 'no component error', when: 'always',
  check: ({ errors }) => errors.filter(({ component, message }) => component !== 'bottleship-faults' && message !== INJECTED).map(({ component, loop, key, message }) => `${component} ${loop} ${key}: ${message}`),
};
