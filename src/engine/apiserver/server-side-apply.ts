/** Server-side apply: the patch is what one manager wants; the rest of the object belongs to others. */
import type { ApiRequest, ApiResponse } from '../api/api.ts';
import { badRequest } from '../api/errors.ts';
import type { Entry } from '../store/table.ts';
import type { Registration } from './registry.ts';
import type { ApiServer } from './server.ts';

export function serverSideApply(_server: ApiServer, _registration: Registration, _request: ApiRequest, _entry: Entry | undefined): ApiResponse {
  throw badRequest('not wired yet');
}
