/**
 * Pods of one template share one spec. The first pod made from a template's spec goes through defaults, admission and
 * validation; what came out is kept under the identity of what went in, and the next pods of that namespace get the very
 * same object: 150,000 pods cost one spec a template, not one each.
 *
 * Kept results end when anything admission read may have changed (`invalidate`).
 */
import type { PodSpec } from '../api/types.ts';

export interface PreparedSpec {
  /** As asked for, with defaults, before admission. */
  readonly asked: PodSpec;
  readonly spec: PodSpec;
  /** Annotations that admission added. */
  readonly annotations: Record<string, string> | undefined;
  readonly warnings: readonly string[];
  readonly epoch: number;
}

export class PodSpecs {
  #epoch = 0;
  #prepared = new WeakMap<object, Map<string, PreparedSpec>>();

  /** Forgets everything: a ServiceAccount, LimitRange, PriorityClass, Namespace ... was written. */
  invalidate(): void { this.#epoch++; }

  get(spec: object, namespace: string): PreparedSpec | undefined {
    const prepared = this.#prepared.get(spec)?.get(namespace);
    return prepared && prepared.epoch === this.#epoch ? prepared : undefined;
  }

  set(spec: object, namespace: string, prepared: Omit<PreparedSpec, 'epoch'>): void {
    let byNamespace = this.#prepared.get(spec);
    if (!byNamespace) this.#prepared.set(spec, (byNamespace = new Map()));
    byNamespace.set(namespace, { ...prepared, spec: compact(prepared.spec), asked: compact(prepared.asked), epoch: this.#epoch });
  }
}

/**
 * The same fields in a fresh object. One that had fields deleted is kept as a dictionary by the JavaScript engine, and each
 * pod's copy of it would then carry a dictionary of its own.
 */
function compact(spec: PodSpec): PodSpec {
  const fresh: Record<string, unknown> = {};
  for (const field in spec) if (spec[field as keyof PodSpec] !== undefined) fresh[field] = spec[field as keyof PodSpec];
  return fresh as unknown as PodSpec;
}
