/** The 400s of a body that names another object than the path does. */
import { badRequest } from '../api/errors.ts';

export const nameMissing = (name: string): Error => badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);

export const otherNamespace = (): Error => badRequest('the namespace of the provided object does not match the namespace sent on the request');
