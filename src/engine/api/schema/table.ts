/** The compact table of the built-in types (`schema.gen.json`, made by `.ci/schema/generate.mjs`, which explains the notation). */
import generated from './schema.gen.json' with { type: 'json' };

export interface FieldMarks {
  readonly r?: number;
  readonly p?: number;
  readonly z?: number;
  readonly oz?: number;
  readonly m?: string;
  readonly g?: string;
  readonly gi?: string;
  readonly lt?: string;
  readonly lk?: readonly string[];
  readonly mt?: string;
  readonly ps?: string;
  readonly pk?: string;
  readonly e?: readonly string[];
  readonly ei?: readonly string[];
  readonly d?: unknown;
}

/** Name, type, marks. */
export type FieldEntry = readonly [string, string, FieldMarks?];

export interface TypeEntry {
  readonly f?: readonly FieldEntry[];
  /** What is odd in the type's OpenAPI schema. */
  readonly x?: Readonly<Record<string, unknown>>;
  /** `group/version/kind`. */
  readonly k?: readonly string[];
}

export const TYPES = generated as unknown as Readonly<Record<string, TypeEntry>>;

const PREFIXES: readonly (readonly [long: string, short: string])[] = [
  ['io.k8s.apimachinery.pkg.apis.meta.v1.', 'meta.'],
  ['io.k8s.apimachinery.pkg.', '+'],
  ['io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.', 'crd.'],
  ['io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.', 'agg.'],
  ['io.k8s.api.', ''],
  ['io.k8s.', '='],
];

/** `io.k8s.api.core.v1.Pod` -> `core.v1.Pod`. */
export function shortName(name: string): string {
  for (const [long, short] of PREFIXES) if (name.startsWith(long)) return short + name.slice(long.length);
  return name;
}

/** The reverse of `shortName`. */
export function longName(short: string): string {
  for (const [long, prefix] of PREFIXES) if (prefix !== '' && short.startsWith(prefix)) return long + short.slice(prefix.length);
  return `io.k8s.api.${short}`;
}
