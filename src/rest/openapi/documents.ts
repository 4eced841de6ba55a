/**
 * OpenAPI v3 documents, one a group-version, made when asked for (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3).
 * Start at `OpenApiDocuments`; `operations.ts` makes paths, `schemas.ts` built-in types, `custom.ts` those of custom resources.
 */
import type { CatalogueResource } from '../../engine/api/kinds/catalogue.ts';
import type { DocsTable } from '../../engine/api/schema/docs.ts';
import { sha256 } from '../../engine/kernel/sha256.ts';
import { customOperations, type CustomVersion } from './custom.ts';
import { Operations, capital, groupTag } from './operations.ts';
import { referencedTypes, typeSchema } from './schemas.ts';
import { encodeSwagger } from './gnostic.ts';
import { swaggerDocument, swaggerParts, type SwaggerParts } from './swagger.ts';

type Json = Record<string, unknown>;

export interface OpenApiSource {
  readonly builtin: readonly CatalogueResource[];
  /** Custom resources' versions now. A new array when something changed. */
  readonly custom: () => readonly CustomVersion[];
  /** Descriptions of built-in types, once they are loaded. */
  readonly docs: () => DocsTable | undefined;
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const OBJECTS = ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml'];
const NO_DOCS: DocsTable = {};

/** A path that only reads one thing. */
function readOnly(path: string, tag: string, description: string, operationId: string, types: readonly string[], schema: Json): Json {
  const content = Object.fromEntries(types.map((type) => [type, { schema }]));
  return { [path]: { get: { tags: [tag], description, operationId, responses: { 200: { description: 'OK', content }, 401: { description: 'Unauthorized' } } } } };
}

const metaRef = (name: string): Json => ({ $ref: `#/components/schemas/${META}${name}` });

const FIXED: Readonly<Record<string, () => Json>> = {
  api: () => readOnly('/api/', 'core', 'get available API versions', 'getCoreAPIVersions', OBJECTS, metaRef('APIVersions')),
  apis: () => readOnly('/apis/', 'apis', 'get available API versions', 'getAPIVersions', OBJECTS, metaRef('APIGroupList')),
  version: () => readOnly('/version/', 'version', 'get the version information for this server', 'getCodeVersion', ['application/json'], { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.version.Info' }),
  'openid/v1/jwks': () => readOnly('/openid/v1/jwks/', 'openid', 'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)', 'getServiceAccountIssuerOpenIDKeyset', ['application/jwk-set+json'], { type: 'string' }),
  '.well-known/openid-configuration': () => readOnly('/.well-known/openid-configuration/', 'WellKnown', "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'", 'getServiceAccountIssuerOpenIDConfiguration', ['application/json'], { type: 'string' }),
};

export class OpenApiDocuments {
  readonly #source: OpenApiSource;
  #texts = new Map<string, string>();
  #hashes = new Map<string, string>();
  #swagger: Json | undefined;
  #swaggerBytes: Uint8Array | undefined;
  #swaggerText: string | undefined;
  #builtinParts: { docs: DocsTable | undefined; parts: SwaggerParts } | undefined;
  #madeFor: { custom: readonly CustomVersion[]; docs: DocsTable | undefined } | undefined;

  constructor(source: OpenApiSource) { this.#source = source; }

  /** Names of the documents, sorted: `api/v1`, `apis/apps/v1`. */
  names(): string[] {
    const names = new Set(Object.keys(FIXED));
    for (const { group, versions } of this.#source.builtin) {
      if (group !== '') names.add(`apis/${group}`);
      for (const version of versions) names.add(group === '' ? `api/${version}` : `apis/${group}/${version}`);
    }
    for (const { group, version } of this.#source.custom()) names.add(`apis/${group}`).add(`apis/${group}/${version}`);
    return [...names].sort((a, b) => (a < b ? -1 : 1));
  }

  /** `/openapi/v3`: where each document is, with a hash that changes with it. */
  index(): Json {
    return { paths: Object.fromEntries(this.names().map((name) => [name, { serverRelativeURL: `/openapi/v3/${name}?hash=${this.hash(name)}` }])) };
  }

  /**
   * Changes when the document does. Of what the document is made from, not of its text: making all documents takes a
   * second, and every kubectl asks for the index.
   */
  hash(name: string): string {
    this.#forget();
    let hash = this.#hashes.get(name);
    if (hash === undefined) {
      const own = this.#source.custom().filter(({ group, version }) => name === `apis/${group}/${version}`);
      const digest = sha256(new TextEncoder().encode(JSON.stringify([RELEASE, name, this.#source.docs() !== undefined, own])));
      this.#hashes.set(name, (hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('').toUpperCase()));
    }
    return hash;
  }

  /** The text of a document; undefined when there is none of that name. */
  text(name: string): string | undefined {
    this.#forget();
    let text = this.#texts.get(name);
    if (text === undefined) {
      const document = this.document(name);
      if (!document) return undefined;
      this.#texts.set(name, (text = `${JSON.stringify(document)}\n`));
    }
    return text;
  }

  /** Of `/openapi/v2`: changes when the document does. */
  swaggerHash(): string {
    this.#forget();
    const digest = sha256(new TextEncoder().encode(JSON.stringify([RELEASE, 'v2', this.#source.docs() !== undefined, this.#source.custom()])));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('').toUpperCase();
  }

  /** `/openapi/v2` as JSON. */
  swaggerText(): string {
    this.#forget();
    return (this.#swaggerText ??= `${JSON.stringify(this.#swaggerDocument())}\n`);
  }

  /** `/openapi/v2` as protobuf. */
  swaggerBytes(): Uint8Array {
    this.#forget();
    return (this.#swaggerBytes ??= encodeSwagger(this.#swaggerDocument()));
  }

  #swaggerDocument(): Json {
    const docs = this.#source.docs();
    const documents = (names: readonly string[]): Json[] => names.map((name) => this.document(name)!);
    const custom = new Set(this.#source.custom().map(({ group, version }) => `apis/${group}/${version}`));
    // What is built in never changes, and takes the most time.
    if (this.#builtinParts?.docs !== docs || !this.#builtinParts) this.#builtinParts = { docs, parts: swaggerParts(documents(this.names().filter((name) => !custom.has(name)))) };
    const own = swaggerParts(documents([...custom]));
    const { paths, definitions, parameters } = this.#builtinParts.parts;
    return (this.#swagger ??= swaggerDocument(`v${RELEASE}.2`, { paths: { ...paths, ...own.paths }, definitions: { ...own.definitions, ...definitions }, parameters: { ...parameters, ...own.parameters } }));
  }

  document(name: string): Json | undefined {
    const fixed = FIXED[name];
    if (fixed) return this.#assemble(fixed(), {}, undefined);
    const [root, group = '', version] = name.startsWith('api/') ? ['api', '', name.slice(4)] : name.split('/');
    if (root !== 'apis' && root !== 'api') return undefined;
    const builtin = this.#source.builtin.filter((r) => r.group === group), custom = this.#source.custom().filter((r) => r.group === group);
    if (version === undefined) {
      if (builtin.length + custom.length === 0) return undefined;
      const tag = groupTag(group);
      return this.#assemble(readOnly(`/apis/${group}/`, tag, 'get information of a group', `get${capital(tag)}APIGroup`, OBJECTS, metaRef('APIGroup')), {}, undefined);
    }
    const served = builtin.filter((r) => r.versions.includes(version)), versions = custom.filter((r) => r.version === version);
    if (served.length + versions.length === 0) return undefined;
    const tag = groupTag(group), schemas: Json = {};
    const operations = new Operations(group, version);
    for (const resource of served) operations.add(resource);
    const base = group === '' ? `/api/${version}/` : `/apis/${group}/${version}/`;
    const paths: Json = { ...(served.length > 0 ? readOnly(base, `${tag}_${version}`, 'get available resources', `get${capital(tag)}${capital(version)}APIResources`, OBJECTS, metaRef('APIResourceList')) : {}), ...operations.paths };
    for (const one of versions) {
      const made = customOperations(one);
      Object.assign(paths, made.paths);
      Object.assign(schemas, made.schemas);
    }
    return this.#assemble(paths, schemas, [group, version]);
  }

  #assemble(paths: Json, own: Json, groupVersion: readonly [string, string] | undefined): Json {
    const docs = this.#source.docs() ?? NO_DOCS;
    const names = referencedTypes([paths, own]).filter((name) => !(name in own));
    const schemas: Json = { ...own };
    for (const name of names) schemas[name] = typeSchema(name, docs, groupVersion);
    return {
      openapi: '3.0.0', info: { title: 'Kubernetes', version: RELEASE }, paths,
      components: { ...(Object.keys(schemas).length > 0 ? { schemas } : {}), securitySchemes: { BearerToken: { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' } } },
    };
  }

  #forget(): void {
    const custom = this.#source.custom(), docs = this.#source.docs();
    if (this.#madeFor?.custom === custom && this.#madeFor.docs === docs) return;
    this.#madeFor = { custom, docs };
    this.#swagger = this.#swaggerBytes = this.#swaggerText = undefined;
    this.#texts.clear();
    this.#hashes.clear();
  }
}

const RELEASE = '1.36';
