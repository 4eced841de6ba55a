/** The loops over APIServices. They run in the API server itself, in no controller manager. */
import type { Controller } from '../../client/controller.ts';
import { apiServiceAvailability } from './availability.ts';
import { apiServiceRegistration } from './registration.ts';

export const apiServiceControllers: readonly Controller[] = [apiServiceRegistration, apiServiceAvailability];
