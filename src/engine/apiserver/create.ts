/** The verb create. */
import type { ApiRequest, ApiResponse } from '../api/api.ts';
import { alreadyExists, badRequest, failure, StatusError } from '../api/errors.ts';
import { apiVersionOf } from '../api/resource.ts';
import { copyGiven } from '../api/schema/given-empty.ts';
import type { AnyObject, ObjectMeta, Pod, PodSpec } from '../api/types.ts';
import { invalidObject } from '../api/validation/field.ts';
import { validateObjectMeta } from '../api/validation/metadata.ts';
import { validateNew } from '../api/validation/object.ts';
import { formatTime } from '../kernel/time.ts';
import { admit, validateAdmission, type AdmissionAttributes } from './admission/admission.ts';
import { decodeBody } from './decode.ts';
import { present } from './convert.ts';
import { noteCreated } from './managed-fields.ts';
import { newMetadata, typedObject } from './object-shape.ts';
import type { PreparedSpec } from './pod-specs.ts';
import { otherNamespace } from './misnamed.ts';
import type { Registration } from './registry.ts';
import type { ApiServer } from './server.ts';

/** Room that generateName leaves for its five random characters. */
const MAX_GENERATED_BASE = 58;
const GENERATED_SUFFIX = 5;
/** Times a generated name that is taken is drawn anew (KEP-4420). */
const GENERATE_ATTEMPTS = 8;

/** `besideOfApply` is the state that a server-side apply worked out. */
export function create(server: ApiServer, registration: Registration, request: ApiRequest, besideOfApply?: unknown): ApiResponse {
  const { kind } = registration;
  const { resource } = kind;
  if (registration.terminating) throw failure(405, 'MethodNotAllowed', 'create not allowed while custom resource definition is terminating', { group: resource.group, kind: resource.resource });
  const pod = isTypedPod(registration, request) ? (request.body as Pod) : undefined;
  const prepared = pod && server.podSpecs.get(pod.spec!, pod.metadata.namespace ?? '');
  const { object: decoded, warnings } = prepared ? { object: request.body as AnyObject, warnings: [...prepared.warnings] } : decodeBody(registration, request, request.body);

  try {
    return createDecoded(server, registration, request, decoded, prepared, warnings, besideOfApply);
  } catch (error) {
    if (warnings.length && error instanceof StatusError) error.warnings = warnings;
    throw error;
  }
}

function createDecoded(
  server: ApiServer, registration: Registration, request: ApiRequest, decoded: AnyObject, prepared: PreparedSpec | undefined, warnings: string[], besideOfApply: unknown,
): ApiResponse {
  const { kind } = registration;
  const { resource } = kind;
  const pod = isTypedPod(registration, request) ? (request.body as Pod) : undefined;
  const given = (request.body as AnyObject | undefined)?.metadata;
  const namespace = checkNamespace(registration, request, decoded.metadata);
  const metadata = systemMetadata(server, registration, request, decoded.metadata, namespace);
  const apiVersion = apiVersionOf(resource);
  let object: AnyObject = prepared ? { apiVersion, kind: resource.kind, metadata, spec: prepared.spec, status: undefined } 
    : (!request.untyped && kind.assemble?.(metadata, decoded)) || copyGiven(decoded, typedObject(apiVersion, resource.kind, metadata, decoded));
  const asked = prepared ? { apiVersion, kind: resource.kind, metadata, spec: prepared.asked } : object;
  const chain = server.admissionOf(registration);
  let attributes: AdmissionAttributes = {
    verb: 'create', resource, namespace, name: metadata.name ?? '', object, old: undefined, user: request.user, options: request.options,
    warn: (text) => { if (!warnings.includes(text)) warnings.push(text); },
  };
  if (prepared) {
    // What admission adds is not what was asked for: whoever asked does not manage it.
    if (prepared.annotations) object.metadata = { ...metadata, annotations: { ...metadata.annotations, ...prepared.annotations } };
    object = admit(chain.admitBesidePodSpec, attributes)!;
    kind.prepareForCreate?.(object as never);
    const errors = validateObjectMeta(object.metadata, true, kind.validateName);
    if (errors.length) throw invalidObject(resource, object.metadata.name ?? '', errors);
  } else {
    object = admit(chain.admit, attributes)!;
    // From here on the object is changed in place; what was asked for stays as it was.
    if (kind.prepareForCreate || object !== asked) object = { ...object, metadata: { ...object.metadata } };
    if (kind.preparationWarnings && request.untyped) for (const text of kind.preparationWarnings(object as never)) attributes.warn(text);
    kind.prepareForCreate?.(object as never);
    const errors = validateNew(kind, object, request.version);
    if (errors.length) throw invalidObject(resource, object.metadata.name ?? '', errors);
    if (kind.warnings) for (const text of kind.warnings(object as never)) attributes.warn(text);
    kind.readBack?.(object as never);
    if (pod && !server.admission.some((plugin) => plugin.perObject?.())) remember(server, pod.spec!, namespace, given, asked as unknown as Pod, object as unknown as Pod, warnings);
  }
  attributes = { ...attributes, name: object.metadata.name ?? '', object };
  validateAdmission(prepared ? chain.validateBesidePodSpec : chain.validate, attributes);

  const stored = store(server, registration, request, asked, object, attributes, besideOfApply);
  return { code: 201, object: stored, ...(warnings.length ? { warnings } : {}) };
}

const isTypedPod = ({ kind: { resource } }: Registration, request: ApiRequest): boolean => !request.untyped && resource.resource === 'pods' && resource.group === '';

function remember(server: ApiServer, spec: PodSpec, namespace: string, given: ObjectMeta | undefined, asked: Pod, pod: Pod, warnings: string[]): void {
  let annotations: Record<string, string> | undefined;
  for (const [key, value] of Object.entries(pod.metadata.annotations ?? {})) {
    if (given?.annotations?.[key] !== value) (annotations ??= {})[key] = value;
  }
  server.podSpecs.set(spec, namespace, { asked: asked.spec!, spec: pod.spec!, annotations, warnings });
}

function checkNamespace(registration: Registration, request: ApiRequest, metadata: ObjectMeta): string {
  if (!registration.kind.resource.namespaced) return '';
  const namespace = request.namespace ?? '';
  if (metadata.namespace && namespace && metadata.namespace !== namespace) {
    throw otherNamespace();
  }
  if (!namespace && !metadata.namespace) throw badRequest('an empty namespace may not be set during creation');
  return namespace || metadata.namespace!;
}

/** The metadata that the server alone sets. */
function systemMetadata(server: ApiServer, { kind }: Registration, { options }: ApiRequest, given: ObjectMeta, namespace: string): ObjectMeta {
  const name = !given.name && given.generateName ? generateName(server, options, given.generateName) : given.name;
  return newMetadata(given, { name, namespace, uid: server.random('uid', options).uuid(), creationTimestamp: formatTime(server.kernel.now), generation: kind.hasGeneration ? 1 : undefined });
}

function generateName(server: ApiServer, options: ApiRequest['options'], base: string): string {
  return base.slice(0, MAX_GENERATED_BASE) + server.random('generateName', options).suffix(GENERATED_SUFFIX);
}

function store(server: ApiServer, registration: Registration, request: ApiRequest, asked: AnyObject, admitted: AnyObject, attributes: AdmissionAttributes, besideOfApply: unknown): AnyObject {
  const { kind, table } = registration;
  const { resource } = kind;
  let object = admitted;
  let id = idOf(object);
  const drawn = !(request.body as AnyObject | undefined)?.metadata?.name && object.metadata.generateName;
  for (let attempt = 1; table.get(id); attempt++) {
    if (!drawn || attempt >= GENERATE_ATTEMPTS) {
      settle(server, attributes, false);
      throw alreadyExists(resource, object.metadata.name!);
    }
    object = { ...object, metadata: { ...object.metadata, name: generateName(server, request.options, object.metadata.generateName!) } };
    id = idOf(object);
  }
  const beside = besideOfApply ?? noteCreated({ registration, request, nowMs: server.kernel.now, old: undefined, asked, beside: undefined }, object);
  if (request.options.dryRun) {
    settle(server, attributes, false);
    return present(registration, request, object, beside);
  }
  // It is the storage that minds, and a dry run never gets that far.
  const given = (request.body as AnyObject | undefined)?.metadata?.resourceVersion;
  if (given && given !== '0') {
    settle(server, attributes, false);
    throw failure(500, '', 'resourceVersion should not be set on objects to be created');
  }
  server.store.create(table, id, stamp(object, server.store.nextRevision), beside);
  settle(server, attributes, true);
  return present(registration, request, object, beside);
}

/** 'namespace/name', the key below the resource's prefix. */
export function idOf(object: AnyObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? prefixOf(namespace) + name! : name!;
}

/** `default/`: one text for all keys that begin with it. Bounded, for clusters come and go. */
const prefixes = new Map<string, string>();
const MOST_PREFIXES = 1024;

function prefixOf(namespace: string): string {
  let prefix = prefixes.get(namespace);
  if (prefix === undefined) {
    if (prefixes.size >= MOST_PREFIXES) prefixes.clear();
    prefixes.set(namespace, (prefix = `${namespace}/`));
  }
  return prefix;
}

/** Puts the revision of its write into an object that nobody else holds yet, in place. */
export function stamp(object: AnyObject, revision: number): AnyObject {
  object.metadata.resourceVersion = String(revision);
  return object;
}

export function settle(server: ApiServer, attributes: AdmissionAttributes, stored: boolean): void {
  for (const plugin of server.settling) plugin.settle!(attributes, stored);
}
