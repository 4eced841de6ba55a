/**
 * The shape of every built-in type, as data. One compact table (made by a build step from client-node's models and
 * distilled marks) that decoding, strategic merge, server-side apply, explain, OpenAPI and the editor all read.
 */
export interface TypeSchema {
  /** Full OpenAPI name: `io.k8s.api.apps.v1.DeploymentSpec`. */
  readonly name: string;
  /** Fields in Go's declaration order, those of embedded structs in place. Empty for non-struct types. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
}

export type Scalar = 'string' | 'integer' | 'number' | 'boolean';

export interface FieldSchema {
  readonly name: string;
  readonly type: ValueSchema;
  readonly required: boolean;
  /** Strategic merge: `x-kubernetes-patch-strategy` (`merge`, `retainKeys`, `merge,retainKeys`, `replace`). */
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  /** OpenAPI's `default`, where the value matters: keys of list items that may be left out (`protocol`: `TCP`). */
  readonly default?: unknown;
  /** A pointer in Go: a struct that may be absent. */
  readonly pointer?: boolean;
  /** Without `omitempty` in Go: written even when empty. */
  readonly always?: boolean;
  /** With `omitzero` in Go: a struct that is left out when empty. */
  readonly omitZero?: boolean;
  /** Names of the embedded Go structs the field comes from, dotted; decoding errors show them. */
  readonly embedded?: string;
  /** Go's name of the type in decoding errors, and of its elements, where it does not follow from `type`. */
  readonly goType?: string;
  readonly goElement?: string;
  /** Allowed values of the value, or of its elements. */
  readonly enum?: readonly string[];
}

/** The schema of a value. `object` without fields (and `any`) takes anything: RawExtension, managed fields, JSON. */
export type ValueSchema =
  | { readonly type: Scalar; readonly format?: string }
  | { readonly type: 'quantity' | 'intOrString' | 'time' | 'microTime' }
  | { readonly type: 'any'; /** OpenAPI name of the type, where it has one: `...runtime.RawExtension`. */ readonly name?: string }
  | { readonly type: 'ref'; readonly ref: TypeSchema; /** A struct that server-side apply owns as a whole. */ readonly atomic?: boolean }
  | { readonly type: 'map'; readonly values: ValueSchema; readonly atomic?: boolean }
  | { readonly type: 'list'; readonly items: ValueSchema; readonly listType: 'atomic' | 'set' | 'map'; readonly mapKeys?: readonly string[] };

/** Looks up the schema of a kind: `schemaOf('apps/v1', 'Deployment')`. */
export type SchemaLookup = (apiVersion: string, kind: string) => TypeSchema | undefined;
