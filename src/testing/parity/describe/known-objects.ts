/** A set of objects as a server for describers: what is listed is what was put in. */
import { parseSelector } from '../../../engine/api/labels.ts';
import type { AnyObject, Event } from '../../../engine/api/types.ts';
import type { DescribeContext, ResourceName } from '../../../kubectl/describe/describer.ts';
import { describeObject } from '../../../kubectl/describe/index.ts';

/** Kind -> plural, where it is not what one would guess. */
const PLURALS: Readonly<Record<string, string>> = { EndpointSlice: 'endpointslices', Endpoints: 'endpoints', Ingress: 'ingresses', NetworkPolicy: 'networkpolicies' };
export const pluralOf = (kind: string): string => PLURALS[kind] ?? `${kind.toLowerCase()}${/(s|x|ch)$/.test(kind) ? 'es' : 's'}`.replace(/ys$/, 'ies');

export const groupOf = ({ apiVersion = '' }: AnyObject): string => (apiVersion.includes('/') ? apiVersion.split('/')[0]! : '');

export class KnownObjects {
  readonly #byKey = new Map<string, AnyObject>();

  put(object: AnyObject): void { this.#byKey.set(this.#key(object.kind!, object.metadata.namespace, object.metadata.name!), object); }
  remove(kind: string, namespace: string | undefined, name: string): void { this.#byKey.delete(this.#key(kind, namespace, name)); }
  #key(kind: string, namespace: string | undefined, name: string): string { return `${kind}/${namespace ?? ''}/${name}`; }

  all(): AnyObject[] {
    return [...this.#byKey.keys()].sort().map((key) => this.#byKey.get(key)!);
  }

  /** Of one resource, by name as a server lists. */
  of({ group, resource }: Pick<ResourceName, 'group' | 'resource'>, namespace?: string): AnyObject[] {
    return this.all().filter((o) => groupOf(o) === group && pluralOf(o.kind!) === resource && (namespace === undefined || o.metadata.namespace === namespace));
  }

  describe(object: AnyObject, nowMs: number, events: (object: AnyObject) => Event[] | undefined): string {
    const context: DescribeContext = {
      nowMs, showEvents: events(object) !== undefined,
      *get<T extends AnyObject>(resource: ResourceName, namespace: string | undefined, name: string) { return known.of(resource, namespace).find((o) => o.metadata.name === name) as T | undefined; },
      *list<T extends AnyObject>(resource: ResourceName, namespace: string | undefined, { labelSelector = '', fieldSelector = '' } = {}) {
        const selector = parseSelector(labelSelector);
        return known.of(resource, namespace).filter((o) => selector.matches(o.metadata.labels ?? {}) && matchesFields(o, fieldSelector)) as T[];
      },
      *events(about) { return events(about); },
    };
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the generators above have a `this` of their own
    const known = this;
    const steps = describeObject(context, object);
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  }
}

function matchesFields(object: AnyObject, selector: string): boolean {
  return selector === '' || selector.split(',').every((term) => {
    const [, path, operator, value] = /^([^!=]+)(!?=)(.*)$/.exec(term)!;
    const actual = path!.split('.').reduce<unknown>((at, field) => (at as Record<string, unknown> | undefined)?.[field], object) ?? '';
    return (String(actual) === value) === (operator === '=');
  });
}
