import type { Checker } from './checker.ts';

/** No loop threw anything but the API's own answers. */
export const noErrors: Checker = {
  name: 'no component error', when: 'always',
  check: ({ errors }) => errors.filter(({ component }) => component !== 'bottleship-faults').map(({ component, loop, key, message }) => `${component} ${loop} ${key}: ${message}`),
};
