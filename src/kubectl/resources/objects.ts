/** Reading the objects a selection is about. */
import { schemaOf } from '../../engine/api/schema/types.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { apiVersionOf, pathOf } from '../client/discovery.ts';
import type { Steps } from '../effect.ts';
import { Failure, Failures, isNotFound, ServerFailure } from '../failure.ts';
import type { Selection, Target } from './builder.ts';
import { targetPath } from './builder.ts';
import { chunked, refusedList } from './list.ts';

/** Throws that the namespace is missing, when it is. */
export function* checkNamespace(call: Call, namespace: string): Steps {
  try {
    yield* call.client.get(`/api/v1/namespaces/${encodeURIComponent(namespace)}`);
  } catch (error) {
    if (isNotFound(error) || !(error instanceof ServerFailure)) throw error;
  }
}

/** The live object. When its namespace is missing, that is what the failure says. */
export function* getObject<T = AnyObject>(call: Call, target: Target, subresource?: string): Steps<T> {
  try {
    return yield* call.client.get<T>(targetPath(target, subresource));
  } catch (error) {
    if (isNotFound(error) && target.namespace !== undefined) yield* checkNamespace(call, target.namespace);
    throw error;
  }
}

export interface Found { readonly target: Target; readonly object: AnyObject }

/** Commands that decode what they get into Go types refuse custom resources. `place` is where kubectl makes its scheme. */
export function requireGoType({ apiVersion = '', kind = '' }: { readonly apiVersion?: string; readonly kind?: string }, place = 'pkg/scheme/scheme.go:28'): void {
  if (schemaOf(apiVersion, kind) === undefined) throw new Failure(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme ${JSON.stringify(place)}`);
}

export interface FindOptions {
  /** Named objects are read by it. */
  readonly subresource?: string;
  /** kubectl has the objects in its own Go types: those of custom resources fail. */
  readonly typed?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly chunkSize?: number;
}

/** Every object of a selection, live, with what failed; both together as they came in `inOrder`. Objects of files are read too unless `local`. */
export function* findObjects(call: Call, selection: Selection, options: FindOptions = {}, local = false): Steps<{ found: Found[]; failures: Failure[]; inOrder: (Found | Failure)[] }> {
  const inOrder: (Found | Failure)[] = [];
  const found: Found[] = [];
  const failures: Failure[] = [];
  const keep = (one: Found | Failure): void => {
    inOrder.push(one);
    if (one instanceof Failure) failures.push(one);
    else found.push(one);
  };
  if (selection.by === 'type') {
    for (const { mapping, namespace } of selection.collections) {
      const query = { ...(options.selector ? { labelSelector: options.selector } : {}), ...(options.fieldSelector ? { fieldSelector: options.fieldSelector } : {}), ...(options.chunkSize ? { limit: String(options.chunkSize) } : {}) };
      try {
        for (const page of yield* chunked<{ items: AnyObject[] }>(call, pathOf(mapping, namespace), query, undefined)) {
          if (options.typed) requireGoType({ apiVersion: apiVersionOf(mapping), kind: mapping.kind });
          for (const object of page.items) keep({ object, target: { mapping, namespace: mapping.namespaced ? object.metadata.namespace : undefined, name: object.metadata.name ?? '' } });
        }
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        keep(refusedList(error, mapping, query) as Failure);
      }
    }
    return { found, failures, inOrder };
  }
  for (const target of selection.targets) {
    if (local && target.object) { keep({ target, object: target.written ?? target.object }); continue; }
    try {
      const object = yield* getObject(call, target, options.subresource);
      if (options.typed) requireGoType(object);
      keep({ target, object });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      keep(error);
    }
  }
  return { found, failures, inOrder };
}

/** Throws what failed: one as it is, several together. */
export function report(failures: readonly Failure[]): void {
  if (failures.length > 0) throw failures.length === 1 ? failures[0]! : new Failures(failures);
}
