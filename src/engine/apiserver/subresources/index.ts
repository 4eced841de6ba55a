/** The subresources that are no plain part of the object, by name. `status` is handled by the verbs themselves. */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { approval } from './approval.ts';
import { binding } from './binding.ts';
import { ephemeralContainers } from './ephemeralcontainers.ts';
import { eviction } from './eviction.ts';
import { finalize } from './finalize.ts';
import { resize } from './resize.ts';
import { scale } from './scale.ts';
import { token } from './token.ts';

export type Subresource = (server: ApiServer, registration: Registration, request: ApiRequest) => ApiResponse;

export const subresources: Readonly<Record<string, Subresource>> = {
  approval, binding, ephemeralcontainers: ephemeralContainers, eviction, finalize, resize, scale, token,
};
