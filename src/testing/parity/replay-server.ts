/**
 * A control plane as the recordings' API server stood alone: all kinds, default admission, RBAC, what a fresh cluster has; no
 * nodes and no controllers. Requests go through the REST server itself.
 */
import { decodeManagedFields, type ManagedState } from '../../engine/api/apply/managed-fields.ts';
import { KINDS } from '../../engine/api/kinds/index.ts';
import { NAMESPACES, SERVICE_ACCOUNTS, type AnyResource } from '../../engine/api/resource.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { defaultAdmission, POD_SPEC_INPUTS } from '../../engine/apiserver/admission/index.ts';
import { storedRbac } from '../../engine/apiserver/rbac/stored-rbac.ts';
import { ApiServer } from '../../engine/apiserver/server.ts';
import { Client, SYSTEM_ADMIN } from '../../engine/client/client.ts';
import { bootstrap } from '../../engine/cluster/bootstrap.ts';
import { Kernel } from '../../engine/kernel/kernel.ts';
import { ADMINISTRATOR } from '../../rest/authenticate.ts';
import { isStreamed } from '../../rest/exchange.ts';
import { RestServer } from '../../rest/rest-server.ts';

export interface Exchange { readonly method: string; readonly path: string; readonly query: string; readonly contentType: string; readonly body: string }
export interface Answer { readonly code: number; readonly response: AnyObject; readonly warnings: readonly string[] }

export class ReplayServer {
  readonly server: ApiServer;
  readonly #rest: RestServer;

  constructor(namespaces: readonly string[]) {
    const kernel = new Kernel({ seed: 1 });
    this.server = new ApiServer({ kernel, kinds: KINDS, admission: defaultAdmission, podSpecInputs: POD_SPEC_INPUTS });
    this.server.authorizer = storedRbac(this.server.store);
    bootstrap(this.server);
    const client = new Client(this.server, SYSTEM_ADMIN, 'parity');
    for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease', ...namespaces]) {
      if (namespaces.includes(name)) client.create(NAMESPACES, { metadata: { name } });
      client.create(SERVICE_ACCOUNTS, { metadata: { name: 'default', namespace: name } });
    }
    this.#rest = new RestServer({
      api: this.server, registry: this.server.registry, now: () => kernel.now, setTimer: () => () => {}, authenticate: () => ADMINISTRATOR,
    });
  }

  ask({ method, path, query, contentType, body }: Exchange): Answer {
    const headers: Record<string, string> = { 'content-type': contentType, accept: 'application/json', 'user-agent': 'parity' };
    const reply = this.#rest.answer({ method, path, query, body, header: (name) => headers[name] });
    const text = isStreamed(reply.body) ? '' : typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
    return { code: reply.status, response: text.startsWith('{') ? JSON.parse(text) as AnyObject : { kind: 'Text', metadata: {}, text }, warnings: reply.warnings ?? [] };
  }

  /** Puts a recorded object into the store as it stands, with its managed fields. */
  store(resource: AnyResource, recorded: AnyObject): void {
    const { store } = this.server;
    const { table, kind } = this.server.lookup(resource);
    const { managedFields, ...metadata } = recorded.metadata;
    const version = kind.versions?.find((v) => recorded.apiVersion?.endsWith(`/${v.version}`));
    const bare = { ...recorded, metadata } as AnyObject;
    const object = version ? version.toStored(structuredClone(bare)) : bare;
    const beside: ManagedState = { entries: decodeManagedFields(managedFields) ?? [], pending: [] };
    const id = metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name!;
    const entry = table.get(id);
    const stored = { ...object, apiVersion: kind.resource.group ? `${kind.resource.group}/${kind.resource.version}` : kind.resource.version };
    if (entry) store.update(table, entry, stored, beside);
    else store.create(table, id, stored, beside);
  }

  remove(resource: AnyResource, recorded: AnyObject): void {
    const { table } = this.server.lookup(resource);
    const { namespace, name } = recorded.metadata;
    const entry = table.get(namespace ? `${namespace}/${name}` : name!);
    if (entry) this.server.store.delete(table, entry, entry.value);
  }
}
