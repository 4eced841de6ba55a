/**
 * What one kind adds to the generic machinery of the API server. One file a kind, listed in `index.ts`; each hook is
 * optional and each is a pure function of its arguments.
 *
 * The way of a create: decode (schema) -> convert to the stored version -> `setDefaults` -> mutating admission ->
 * `prepareForCreate` -> `validate` -> `readBack` -> validating admission -> store. Of an update: the same with `prepareForUpdate`,
 * `validateUpdate` (which includes what `validate` says of the new object, where the real server does).
 */
import type { Resource } from '../resource.ts';
import type { TypeSchema } from '../schema/schema.ts';
import type { AnyObject, ObjectMeta } from '../types.ts';
import type { FieldError } from '../validation/field.ts';

export interface Kind<T = AnyObject> {
  readonly resource: Resource<T>;
  readonly singular: string;
  /** For kinds of our own: the shape that built-in kinds have in `api/schema`. */
  readonly schema?: TypeSchema;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** Served verbs in discovery's order; default all eight. */
  readonly verbs?: readonly string[];
  /** Other served versions: objects are converted when they enter and leave. `autoscaling/v1` is the example. */
  readonly versions?: readonly KindVersion[];

  /** True when `metadata.generation` counts changes of `spec`. Default true for kinds with a status. */
  readonly hasGeneration?: boolean;
  /** Metadata whose changes `metadata.generation` counts, too. */
  readonly generationCounts?: 'annotations' | 'labels';
  /** A PUT to a name that is not there makes the object (Leases, Events, RBAC ...). */
  readonly createOnUpdate?: boolean;
  /** A PUT without `resourceVersion` is refused. */
  readonly requiresResourceVersion?: boolean;
  /** A warning that every request for this kind gets, whatever comes of it: `v1 Endpoints is deprecated in ...`. */
  readonly deprecated?: string;
  /** As `deprecated`, for one version of a custom resource. */
  deprecationOf?(version: string): string | undefined;
  /** For custom resources: the version of `resource` is stored, and not served. */
  readonly storedOnly?: boolean;
  /** How often the kind's own rules for updates look at the metadata again: each time, what is wrong there is told once more. Default 2. */
  readonly metadataPasses?: 0 | 1 | 2;
  /** Which subresources there are besides: `status` is on when the kind has one. */
  readonly subresources?: readonly string[];
  readonly scale?: ScalePaths;

  /** Fills in what the client left out, in place: `object` is the caller's own fresh copy. */
  setDefaults?(object: T): void;
  /**
   * Puts an object of the process's own together in one literal: for kinds that are made by the thousand. Undefined when it has
   * other fields than the usual ones. Absent: field by field.
   */
  assemble?(metadata: ObjectMeta, given: T): T | undefined;
  /** Clears what a client may not set (`status`), in place, before validation. */
  prepareForCreate?(object: T): void;
  /** As above for an update; `old` is what is stored. The generic code keeps `status` and counts `generation`. */
  prepareForUpdate?(object: T, old: T): void;
  /** Warnings that come with `prepareForCreate`, before validation. */
  preparationWarnings?(object: T): string[];
  /** What defaulting adds to a new object when it is read back from the store, in place: after validation. */
  readBack?(object: T): void;
  /** `version` is the one the request speaks, when it is not the stored one: custom resources have a schema each. */
  validate?(object: T, version?: string): FieldError[];
  validateUpdate?(object: T, old: T, version?: string): FieldError[];
  /** For `<resource>/status`: only `status` differs from `old`. */
  validateStatusUpdate?(object: T, old: T, version?: string): FieldError[];
  /** What a first delete makes of the object before its finalizers are looked at; `now` is RFC 3339. */
  prepareForDelete?(object: T, now: string): T;
  /** Warnings (HTTP `Warning: 299`) on create and update. */
  warnings?(object: T, old?: T): string[];
  /** Field selectors besides metadata.name and metadata.namespace: label -> value of the object. */
  readonly fieldLabels?: Readonly<Record<string, (object: T) => string>>;
  /** For custom resources: the printer columns that `kubectl get` shows for a version. Built-in kinds have theirs in `apiserver/tables`. */
  printerColumns?(version: string): readonly PrinterColumn[] | undefined;
  /** For custom resources: the `openAPIV3Schema` of a version. */
  openApiSchema?(version: string): Record<string, unknown> | undefined;
  /** How names are checked; default DNS-1123 subdomain. Messages are Kubernetes' own. */
  validateName?(name: string): string[];
}

export interface KindVersion {
  readonly version: string;
  toStored(object: AnyObject): AnyObject;
  fromStored(object: AnyObject): AnyObject;
  /** Defaults of that version, before `toStored`. */
  setDefaults?(object: AnyObject): void;
  assemble?(metadata: ObjectMeta, given: AnyObject): AnyObject | undefined;
}

/** As in a CustomResourceDefinition's `additionalPrinterColumns`. */
export interface PrinterColumn { name: string; type: string; jsonPath: string; format?: string; description?: string; priority?: number }

/** JSON paths without `$`, as a CRD's scale subresource names them: `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicas: string;
  readonly statusReplicas: string;
  /** Path of a label selector object or its text. */
  readonly selector?: string;
}

/** Only for the type checker: keeps `T` while lists hold `Kind`. */
export const defineKind = <T>(kind: Kind<T>): Kind => kind as unknown as Kind;
