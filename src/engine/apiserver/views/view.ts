/** A resource that stores nothing of its own: it shows other objects, or makes its answers up. */
import type { ApiRequest, ApiResponse, ListResult, Watch, WatchRequest } from '../../api/api.ts';
import type { AnyObject } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';

export interface View {
  /** It answers for its subresources, too. */
  readonly subresources?: boolean;
  handle(server: ApiServer, request: ApiRequest): ApiResponse;
  list?(server: ApiServer, request: ApiRequest): ListResult<AnyObject>;
  watch?(server: ApiServer, request: WatchRequest): Watch;
}
