import type { AnyObject, Event } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { pathOf } from '../client/discovery.ts';
import { describeObject } from '../describe/index.ts';
import type { DescribeContext } from '../describe/describer.ts';
import { now, stderr, stdout, type Steps } from '../effect.ts';
import { Failure, UsageFailure, isNotFound } from '../failure.ts';
import type { Target } from '../resources/builder.ts';
import { findObjects, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import { fromFiles } from '../resources/builder.ts';
import type { Command } from './command.ts';

export const describeCommand: Command = {
  path: 'describe',
  *run(call) {
    const { flags } = call;
    if (call.args.length === 0 && !fromFiles(call)) throw new UsageFailure('error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.');
    if (call.args.length > 1 && call.args[0]!.includes(',') && !call.args[0]!.includes('/')) throw new Failure('you may only specify a single resource type');
    const selection = yield* selectByFlags(call, call.args, { typesMeanAll: true });
    const { found, failures } = yield* findObjects(call, selection, { selector: flags.string('selector'), chunkSize: flags.int('chunk-size') });
    let byPrefix = false;
    let missing = failures;
    // A name that is no object's may be the start of some.
    if (selection.by === 'name' && selection.targets.length === 1 && failures.length === 1 && isNotFound(failures[0])) {
      const matching = yield* withPrefix(call, selection.targets[0]!);
      if (matching.length > 0) {
        missing = [];
        byPrefix = true;
        found.push(...matching);
      }
    }
    // Of several objects, and of those found by the start of their name, the events are left out unless asked for.
    const context = yield* contextOf(call, (found.length <= 1 && failures.length === 0) || flags.changed('show-events'));
    for (const [i, { object }] of found.entries()) {
      const text = yield* describeObject(context, object);
      yield* stdout(byPrefix ? `${text}\n` : i === 0 ? text : `\n\n${text}`);
    }
    if (found.length === 0 && missing.length === 0) yield* stderr(flags.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${call.namespace} namespace.\n`);
    report(missing);
  },
};

function* withPrefix(call: Call, target: Target): Steps<{ target: Target; object: AnyObject }[]> {
  const { mapping, namespace, name } = target;
  const { items, kind, apiVersion } = yield* call.client.get<{ items: AnyObject[]; kind: string; apiVersion: string }>(pathOf(mapping, namespace), { limit: String(call.flags.int('chunk-size')) });
  return items.filter(({ metadata }) => metadata.name?.startsWith(name)).map((object) => ({ target: { mapping, namespace, name: object.metadata.name! }, object: { kind: kind.replace(/List$/, ''), apiVersion, ...object } }));
}

export function* contextOf(call: Call, withEvents: boolean): Steps<DescribeContext> {
  const nowMs = yield* now();
  const showEvents = withEvents && (!call.flags.has('show-events') || call.flags.bool('show-events'));
  const path = (group: string, version: string, resource: string, namespace: string | undefined, name?: string): string => pathOf({ group, version, resource, namespaced: namespace !== undefined }, namespace, name);
  return {
    nowMs, showEvents,
    *get<T extends AnyObject>({ group, version, resource }: { group: string; version: string; resource: string }, namespace: string | undefined, name: string) {
      try {
        return yield* call.client.get<T>(path(group, version, resource, namespace, name));
      } catch (error) {
        if (error instanceof Failure) return undefined;
        throw error;
      }
    },
    *list<T extends AnyObject>({ group, version, resource }: { group: string; version: string; resource: string }, namespace: string | undefined, selectors: { labelSelector?: string; fieldSelector?: string } = {}) {
      try {
        return (yield* call.client.get<{ items: T[] }>(path(group, version, resource, namespace), { ...selectors })).items;
      } catch (error) {
        if (error instanceof Failure) return undefined;
        throw error;
      }
    },
    *events(object) {
      if (!showEvents) return undefined;
      const { name = '', namespace, uid = '' } = object.metadata;
      const fieldSelector = [`involvedObject.name=${name}`, ...(namespace ? [`involvedObject.namespace=${namespace}`] : []), ...(object.kind ? [`involvedObject.kind=${object.kind}`] : []), `involvedObject.uid=${uid}`].join(',');
      // What may not be read is as if there were none.
      return (yield* this.list<Event & AnyObject>({ group: '', version: 'v1', resource: 'events' }, namespace, { fieldSelector })) ?? [];
    },
  };
}
