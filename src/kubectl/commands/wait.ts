import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { pathOf } from '../client/discovery.ts';
import { now, sleep, stdout, type Steps } from '../effect.ts';
import { Failure, isNotFound } from '../failure.ts';
import { objectPrinter } from '../printers/object.ts';
import { targetPath, type Target } from '../resources/builder.ts';
import { findObjects, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import { listOne, watchEvents } from '../resources/watch.ts';
import { evaluate, parseTemplate, relaxed } from '../text/jsonpath.ts';
import { goText } from '../text/go-value.ts';
import type { Command } from './command.ts';

/** Whether an object is as wanted; undefined object: it is gone. */
type Wanted = (object: AnyObject) => boolean;

const WEEK_MS = 168 * 3_600_000;

export const waitCommand: Command = {
  path: 'wait',
  *run(call) {
    const { flags } = call;
    const conditions = flags.list('for');
    if (conditions.length === 0) throw new Failure('unrecognized condition: []');
    const timeout = flags.duration('timeout');
    const deadline = (yield* now()) + (timeout < 0 ? WEEK_MS : timeout);
    const format = yield* objectPrinter(call);
    for (const condition of conditions) yield* waitFor(call, condition, deadline, format);
  },
};

function* waitFor(call: Call, condition: string, deadline: number, print: (object: AnyObject, operation?: string) => string): Steps {
  const { flags } = call;
  const lower = condition.toLowerCase();
  const selection = yield* selectByFlags(call, call.args);
  if (lower === 'create') {
    for (;;) {
      const { found, failures } = yield* findObjects(call, selection, { selector: flags.string('selector'), fieldSelector: flags.string('field-selector') });
      const other = failures.filter((failure) => !isNotFound(failure));
      report(other);
      if (failures.length === 0 && found.length > 0) {
        for (const { object } of found) yield* stdout(print(object, 'condition met'));
        return;
      }
      if ((yield* now()) >= deadline) throw new Failure('timed out waiting for the condition');
      yield* sleep(500);
    }
  }
  const { found, failures } = yield* findObjects(call, selection, { selector: flags.string('selector'), fieldSelector: flags.string('field-selector') });
  if (lower === 'delete') {
    report(failures.filter((failure) => !isNotFound(failure)));
    const late: Failure[] = [];
    for (const { target, object } of found) {
      if (yield* goneBefore(call, target, object, deadline)) yield* stdout(print(object, 'condition met'));
      else late.push(lateFor(target));
    }
    return report(late);
  }
  const wanted = wantedOf(condition);
  report(failures);
  if (found.length === 0) throw new Failure('no matching resources found');
  const late: Failure[] = [];
  for (const { target, object } of found) {
    const final = wanted(object) ? object : yield* until(call, target, object, wanted, deadline);
    if (final) yield* stdout(print(final, 'condition met'));
    else late.push(lateFor(target));
  }
  report(late);
}

const lateFor = ({ mapping, name }: Target): Failure => new Failure(`timed out waiting for the condition on ${mapping.resource}/${name}`);

function wantedOf(condition: string): Wanted {
  const equals = condition.indexOf('=');
  const kind = equals < 0 ? condition : condition.slice(0, equals);
  const rest = condition.slice(equals + 1);
  if (kind === 'condition' && equals >= 0) {
    const [name = '', value = 'true'] = rest.split('=');
    return (object) => {
      const status = object['status'] as { conditions?: { type: string; status: string; observedGeneration?: number }[] } | undefined;
      const found = status?.conditions?.find(({ type }) => type.toLowerCase() === name.toLowerCase());
      if (!found) return false;
      if (found.observedGeneration !== undefined && found.observedGeneration < (object.metadata.generation ?? 0)) return false;
      return found.status.toLowerCase() === value.toLowerCase();
    };
  }
  if (kind === 'jsonpath' && equals >= 0) {
    const m = /^'?(\{.*?\}(?=$|=)|[^=]*(?:\[[^\]]*\][^=]*)*)'?(?:=(.*))?$/s.exec(rest);
    if (!m || m[1] === '') throw new Failure('jsonpath wait format must be --for=jsonpath=\'{.status.readyReplicas}\'=3 or --for=jsonpath=\'{.status.readyReplicas}\'');
    const template = compiled(m[1]!);
    const value = m[2]?.replace(/^"(.*)"$/, '$1');
    return (object) => {
      const values = evaluate(template, object, true).flat();
      if (values.length === 0) return false;
      if (values.length > 1) throw new Failure('given jsonpath expression matches more than one value');
      if (typeof values[0] === 'object' && values[0] !== null) throw new Failure(`jsonpath leads to a nested object or list which is not supported`);
      return value === undefined || goText(values[0]) === value.trim();
    };
  }
  throw new Failure(`unrecognized condition: ${JSON.stringify(condition)}`);
}

function compiled(text: string): ReturnType<typeof parseTemplate> {
  try {
    return parseTemplate(relaxed(text));
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

function* until(call: Call, { mapping, namespace, name }: Target, first: AnyObject, wanted: Wanted, deadline: number): Steps<AnyObject | undefined> {
  const { version, object: now } = yield* listOne(call, pathOf(mapping, namespace), name);
  if (now && wanted({ kind: mapping.kind, ...now })) return { kind: mapping.kind, apiVersion: first.apiVersion!, ...now };
  const stream = watchEvents<AnyObject>(call, pathOf(mapping, namespace), { fieldSelector: `metadata.name=${name}`, resourceVersion: version, watch: 'true' });
  for (;;) {
    const event = yield* stream.next(deadline);
    if (event === undefined) return undefined;
    if (event.type === 'ERROR') throw new Failure(`an error occurred while waiting for the object to be deleted: ${JSON.stringify(event.object)}`);
    if (event.type === 'BOOKMARK' || event.type === 'DELETED') continue;
    const object = { kind: mapping.kind, ...event.object };
    if (!wanted(object)) continue;
    yield* stream.close();
    return object;
  }
}

function* goneBefore(call: Call, target: Target, first: AnyObject, deadline: number): Steps<boolean> {
  for (;;) {
    try {
      const live = yield* call.client.get<AnyObject>(targetPath(target));
      if (live.metadata.uid !== first.metadata.uid) return true;
    } catch (error) {
      if (isNotFound(error)) return true;
      throw error;
    }
    if ((yield* now()) >= deadline) return false;
    yield* sleep(200);
  }
}
