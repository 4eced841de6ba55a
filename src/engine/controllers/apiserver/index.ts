/** The loops of the API server itself: over APIServices and FlowSchemas. They run in no controller manager. */
import type { Controller } from '../../client/controller.ts';
import { apiServiceAvailability } from './availability.ts';
import { flowSchemas } from './flow-schemas.ts';
import { apiServiceRegistration } from './registration.ts';

export const apiServiceControllers: readonly Controller[] = [apiServiceRegistration, apiServiceAvailability, flowSchemas];
