/** The operations of one group-version as OpenAPI v3 path items, from its resources. */
import type { CatalogueResource, CatalogueSubresource } from '../../engine/api/kinds/catalogue.ts';
import { typeNameOfKind } from '../../engine/api/schema/types.ts';
import parameterTable from './parameters.gen.json' with { type: 'json' };

type Json = Record<string, unknown>;

const PARAMETERS = parameterTable as unknown as Readonly<Record<string, Json>>;
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const LIST = ['allowWatchBookmarks', 'continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion', 'resourceVersionMatch', 'sendInitialEvents', 'shardSelector', 'timeoutSeconds', 'watch'];
const WRITE = ['dryRun', 'fieldManager', 'fieldValidation'];
const DELETE = ['dryRun', 'gracePeriodSeconds', 'ignoreStoreReadErrorWithClusterBreakingPotential', 'orphanDependents', 'propagationPolicy'];
const DELETE_COLLECTION = [...DELETE, ...LIST.filter((name) => name !== 'watch' && name !== 'allowWatchBookmarks')];
const EXEC = ['command', 'container', 'stderr', 'stdin', 'stdout', 'tty'];
/** Query parameters of what is no object: streams to and from pods, logs, proxies. */
const CONNECT: Readonly<Record<string, readonly string[]>> = {
  PodExecOptions: EXEC, PodAttachOptions: EXEC.slice(1), PodPortForwardOptions: ['ports'], PodProxyOptions: ['path'], NodeProxyOptions: ['path'], ServiceProxyOptions: ['path'],
  PodLogOptions: ['container', 'follow', 'insecureSkipTLSVerifyBackend', 'limitBytes', 'pretty', 'previous', 'sinceSeconds', 'stream', 'tailLines', 'timestamps'],
};

const STREAMS = ['application/json', 'application/json;stream=watch', 'application/vnd.kubernetes.protobuf', 'application/vnd.kubernetes.protobuf;stream=watch', 'application/yaml'];
const OBJECTS = ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml'];
const PATCHES = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];
/** Kinds whose DELETE answers with the object. */
const ANSWERS_OBJECT = new Set(['PersistentVolumeClaim', 'Pod', 'PodTemplate', 'ResourceQuota', 'ServiceAccount', 'Service', 'PersistentVolume', 'DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice', 'CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass']);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `rbac.authorization.k8s.io` -> `rbacAuthorization`, '' -> `core`. */
export function groupTag(group: string): string {
  const parts = (group || 'core').replace(/\.k8s\.io$/, '').split('.');
  return parts[0]! + parts.slice(1).map(capital).join('');
}

const article = (noun: string): string => (noun.endsWith('s') && !noun.endsWith('ss') ? ' ' : /^[aeiou]/i.test(noun) ? ' an ' : ' a ');

interface Operation extends Json { parameters?: Json[] }
interface Responses { codes: Readonly<Record<string, string>>; types: readonly string[]; schema: Json }

const OK = { 200: 'OK' }, CREATED = { 200: 'OK', 201: 'Created' }, ACCEPTED = { 200: 'OK', 202: 'Accepted' };

const content = (types: readonly string[], schema: Json): Json => Object.fromEntries(types.map((type) => [type, { schema }]));
const responses = ({ codes, types, schema }: Responses): Json => ({
  ...Object.fromEntries(Object.entries(codes).map(([code, description]) => [code, { description, content: content(types, schema) }])), 401: { description: 'Unauthorized' },
});

/** Path items of a group-version: `resources` are those it serves; `typeOf` names the schema of a kind and of its list. */
export class Operations {
  readonly paths: Record<string, Json> = {};
  readonly #base: string;
  readonly #tag: string;
  readonly #id: string;
  constructor(readonly group: string, readonly version: string, readonly typeOf: (kind: string, group?: string, version?: string) => string = (kind, g = group, v = version) => typeNameOfKind(g, v, kind)) {
    this.#base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    this.#tag = `${groupTag(group)}_${version}`;
    this.#id = capital(groupTag(group)) + capital(version);
  }

  /** `patches`: body types of PATCH; custom resources take no strategic merge. */
  add(resource: CatalogueResource, patches: readonly string[] = PATCHES): void {
    const { kind, namespaced, verbs } = resource;
    const serves = (verb: string): boolean => verbs.includes(verb);
    const scope = namespaced ? 'Namespaced' : '';
    const gvk = this.#gvk(kind);
    const collection = `${namespaced ? '/namespaces/{namespace}' : ''}/${resource.resource}`;
    const object = ref(this.typeOf(kind)), list = serves('list') ? ref(this.typeOf(`${kind}List`)) : {};
    const op = (action: string, description: string, id: string, parameters: readonly string[], rest: Json): Operation => this.#operation(action, description, id, parameters, rest, gvk);
    const listing = (description: string, id: string): Operation => op('list', description, id, LIST, { responses: responses({ codes: OK, types: STREAMS, schema: list }) });
    const listText = `list ${serves('watch') ? 'or watch ' : ''}objects of kind ${kind}`;

    const many: Record<string, Operation> = {};
    if (serves('list')) many.get = listing(listText, `list${this.#id}${scope}${kind}`);
    if (serves('create')) many.post = op('post', `create${article(kind)}${kind}`, `create${this.#id}${scope}${kind}`, WRITE, { requestBody: { content: content(['*/*'], object), required: true }, responses: responses({ codes: { ...CREATED, ...ACCEPTED }, types: OBJECTS, schema: object }) });
    if (serves('deletecollection')) many.delete = op('deletecollection', `delete collection of ${kind}`, `delete${this.#id}Collection${scope}${kind}`, DELETE_COLLECTION, { requestBody: { content: content(['*/*'], ref(`${META}DeleteOptions`)) }, responses: responses({ codes: OK, types: OBJECTS, schema: ref(`${META}Status`) }) });
    this.#put(collection, many, namespaced, undefined);

    const one: Record<string, Operation> = {};
    if (serves('get')) one.get = op('get', `read the specified ${kind}`, `read${this.#id}${scope}${kind}`, [], { responses: responses({ codes: OK, types: OBJECTS, schema: object }) });
    if (serves('update')) one.put = this.#replace('', kind, scope, '', object, gvk);
    if (serves('delete')) {
      const answer = ANSWERS_OBJECT.has(kind) ? object : ref(`${META}Status`);
      one.delete = op('delete', `delete${article(kind)}${kind}`, `delete${this.#id}${scope}${kind}`, DELETE, { requestBody: { content: content(['*/*'], ref(`${META}DeleteOptions`)) }, responses: responses({ codes: ACCEPTED, types: OBJECTS, schema: answer }) });
    }
    if (serves('patch')) one.patch = this.#patch('', kind, scope, '', object, gvk, patches);
    this.#put(`${collection}/{name}`, one, namespaced, kind);

    for (const sub of resource.subresources) this.#subresource(resource, sub, `${collection}/{name}/${sub.name}`, scope, patches);
    if (namespaced && serves('list')) this.#put(`/${resource.resource}`, { get: listing(listText, `list${this.#id}${kind}ForAllNamespaces`) }, false, undefined);
    if (!serves('watch')) return;
    const watching = (action: string, description: string, id: string): Operation => op(action, `${description} deprecated: use the 'watch' parameter with a list operation instead${action === 'watch' ? ", filtered to a single item with the 'fieldSelector' parameter" : ''}.`, `watch${this.#id}${id}`, LIST, { responses: responses({ codes: OK, types: STREAMS, schema: ref(`${META}WatchEvent`) }) });
    const changes = `watch individual changes to a list of ${kind}.`;
    this.#put(`/watch${collection}`, { get: watching('watchlist', changes, `${scope}${kind}List`) }, namespaced, undefined);
    if (serves('get')) this.#put(`/watch${collection}/{name}`, { get: watching('watch', `watch changes to an object of kind ${kind}.`, `${scope}${kind}`) }, namespaced, kind);
    if (namespaced) this.#put(`/watch/${resource.resource}`, { get: watching('watchlist', changes, `${kind}ListForAllNamespaces`) }, false, undefined);
  }

  #subresource(resource: CatalogueResource, sub: CatalogueSubresource, path: string, scope: string, patches: readonly string[]): void {
    const { kind, namespaced } = resource;
    const suffix = capital(sub.name);
    if (CONNECT[sub.kind]) {
      const methods = sub.name === 'proxy' ? ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] : ['get', 'post'];
      for (const withPath of sub.name === 'proxy' ? [false, true] : [false]) {
        const item: Record<string, Operation> = {};
        for (const method of methods) {
          item[method] = this.#operation('connect', `connect ${method.toUpperCase()} requests to ${sub.name} of ${kind}`, `connect${this.#id}${capital(method)}${scope}${kind}${suffix}${withPath ? 'WithPath' : ''}`, CONNECT[sub.kind]!, { responses: responses({ codes: OK, types: ['*/*'], schema: { type: 'string' } }) }, this.#gvk(sub.kind), false);
        }
        this.#put(withPath ? `${path}/{path}` : path, item, namespaced, sub.kind, withPath);
      }
      return;
    }
    const gvk = { group: sub.group ?? this.group, version: sub.version ?? this.version, kind: sub.kind };
    const object = ref(this.typeOf(sub.kind, sub.group, sub.version));
    const item: Record<string, Operation> = {};
    if (sub.verbs.includes('get')) {
      const log = sub.name === 'log';
      item.get = this.#operation('get', `read ${sub.name} of the specified ${kind}`, `read${this.#id}${scope}${kind}${suffix}`, log ? CONNECT.PodLogOptions! : [], { responses: responses({ codes: OK, types: log ? [...OBJECTS, 'text/plain'] : OBJECTS, schema: log ? { type: 'string' } : object }) }, gvk);
    }
    if (sub.verbs.includes('create')) item.post = this.#operation('post', `create ${sub.name} of${article(kind)}${kind}`, `create${this.#id}${scope}${kind}${suffix}`, WRITE, { requestBody: { content: content(['*/*'], object), required: true }, responses: responses({ codes: { ...CREATED, ...ACCEPTED }, types: OBJECTS, schema: object }) }, gvk);
    if (sub.verbs.includes('update')) item.put = this.#replace(`${sub.name} of `, kind, scope, suffix, object, gvk);
    if (sub.verbs.includes('patch')) item.patch = this.#patch(`${sub.name} of `, kind, scope, suffix, object, gvk, patches);
    this.#put(path, item, namespaced, sub.kind);
  }

  #gvk(kind: string): Json { return { group: this.group, version: this.version, kind }; }

  #replace(what: string, kind: string, scope: string, suffix: string, object: Json, gvk: Json): Operation {
    return this.#operation('put', `replace ${what}the specified ${kind}`, `replace${this.#id}${scope}${kind}${suffix}`, WRITE, { requestBody: { content: content(['*/*'], object), required: true }, responses: responses({ codes: CREATED, types: OBJECTS, schema: object }) }, gvk);
  }

  #patch(what: string, kind: string, scope: string, suffix: string, object: Json, gvk: Json, patches: readonly string[]): Operation {
    return this.#operation('patch', `partially update ${what}the specified ${kind}`, `patch${this.#id}${scope}${kind}${suffix}`, [...WRITE, 'force'], { requestBody: { content: content(patches, ref(`${META}Patch`)), required: true }, responses: responses({ codes: CREATED, types: OBJECTS, schema: object }) }, gvk);
  }

  #operation(action: string, description: string, operationId: string, parameters: readonly string[], rest: Json, gvk: Json, pretty = true): Operation {
    const variant = parameters === CONNECT.PodLogOptions ? 'PodLogOptions' : action === 'connect' ? String(gvk.kind) : action;
    const names = [...new Set(pretty ? [...parameters, 'pretty'] : parameters)].sort();
    return {
      tags: [this.#tag], description, operationId, parameters: names.map((name) => PARAMETERS[`${name}@${variant}`] ?? PARAMETERS[name]!), ...rest,
      'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': gvk,
    };
  }

  /** Parameters that all operations of a path have move to the path. */
  #put(path: string, item: Record<string, Operation>, namespaced: boolean, named: string | undefined, withPath = false): void {
    const operations = Object.values(item);
    if (operations.length === 0) return;
    const shared = operations[0]!.parameters!.filter((p) => operations.every((o) => o.parameters!.includes(p)));
    for (const operation of operations) {
      const own = operation.parameters!.filter((p) => !shared.includes(p));
      if (own.length > 0) operation.parameters = own;
      else delete operation.parameters;
    }
    if (named !== undefined) shared.push({ name: 'name', in: 'path', description: `name of the ${named}`, required: true, schema: { type: 'string', uniqueItems: true } });
    if (namespaced && path.includes('{namespace}')) shared.push(PARAMETERS.namespace!);
    if (withPath) shared.push(PARAMETERS['{path}']!);
    shared.sort((a, b) => (a.name === b.name ? ((a.in as string) < (b.in as string) ? -1 : 1) : (a.name as string) < (b.name as string) ? -1 : 1));
    this.paths[`${this.#base}${path}`] = { ...item, ...(shared.length > 0 ? { parameters: shared } : {}) };
  }
}
