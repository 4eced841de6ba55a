import { humanDuration } from '../../engine/api/human-duration.ts';
import type { AnyObject, Event } from '../../engine/api/types.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import type { Call } from '../call.ts';
import { now, stderr, stdout, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { formatOf, valuePrinter, unknownFormat } from '../printers/object.ts';
import { chunked } from '../resources/list.ts';
import { watchEvents } from '../resources/watch.ts';
import { goSort } from '../text/go-sort.ts';
import { TABLE, Tabwriter } from '../text/tabwriter.ts';
import type { Command } from './command.ts';

const lastOf = (event: Event): string => event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp ?? '';

export const eventsCommand: Command = {
  path: 'events',
  *run(call) {
    const { flags } = call;
    const types = flags.list('types');
    for (const type of types) if (!/^(normal|warning)$/i.test(type)) throw new Failure('valid --types are Normal or Warning');
    const subject = flags.string('for');
    const fields: Record<string, string> = {};
    if (subject !== '') {
      const [type = '', name = '', ...rest] = subject.split('/');
      if (name === '' || rest.length > 0) throw new Failure('--for must be in resource/name form');
      const mapping = yield* call.findMapping(type);
      if (!mapping) throw new UsageFailure(`the server doesn't have a resource type ${JSON.stringify(type)}`);
      fields['involvedObject.kind'] = mapping.kind;
      fields['involvedObject.name'] = name;
      fields['involvedObject.apiVersion'] = mapping.group === '' ? mapping.version : `${mapping.group}/${mapping.version}`;
    }
    const fits = (event: Event): boolean => types.length === 0 || types.some((type) => type.toLowerCase() === (event.type ?? '').toLowerCase());
    const all = flags.bool('all-namespaces');
    const path = all ? '/api/v1/events' : `/api/v1/namespaces/${call.namespace}/events`;
    const fieldSelector = Object.entries(fields).map(([key, value]) => `${key}=${value}`).join(',');
    if (flags.bool('watch')) return yield* watchThem(call, path, fieldSelector, fits);
    const query = { ...(fieldSelector === '' ? {} : { fieldSelector }), limit: String(flags.int('chunk-size')) };
    const pages = yield* chunked<{ items: Event[]; metadata?: { resourceVersion?: string } }>(call, path, query, undefined);
    // As Go's sort leaves events of one instant.
    const events = goSort(pages.flatMap(({ items }) => items).filter(fits), (a, b) => parseTime(lastOf(a)) < parseTime(lastOf(b)));
    if (events.length === 0) return yield* stderr(all ? 'No events found.\n' : `No events found in ${call.namespace} namespace.\n`);
    const format = formatOf(call);
    // A list of kubectl's own type has no names to print.
    if (format.name === 'name') return;
    if (format.name !== '') {
      const print = yield* valuePrinter(call, format, true);
      if (!print) throw unknownFormat(format.name, ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml', 'name', 'template', 'templatefile', 'yaml']);
      return yield* stdout(print({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: events } as unknown as AnyObject));
    }
    const writer = new Tabwriter(TABLE);
    if (!flags.bool('no-headers')) writer.write(heading(call));
    const nowMs = yield* now();
    for (const event of events) writer.write(line(call, event, nowMs));
    yield* stdout(writer.flush());
  },
};

/** Each event by itself, those that are there first, as the server has them. */
function* watchThem(call: Call, path: string, fieldSelector: string, fits: (event: Event) => boolean): Steps {
  const format = formatOf(call);
  const print = format.name === '' ? undefined : yield* valuePrinter(call, format, true);
  const writer = new Tabwriter(TABLE);
  let headed = call.flags.bool('no-headers');
  const stream = watchEvents<Event>(call, path, { ...(fieldSelector === '' ? {} : { fieldSelector }), watch: 'true' });
  for (;;) {
    const next = yield* stream.next();
    if (next === undefined) return;
    if (next.type === 'DELETED' || next.type === 'BOOKMARK' || next.type === 'ERROR' || !fits(next.object)) continue;
    if (print) {
      yield* stdout(print({ ...next.object, kind: 'Event', apiVersion: 'v1' } as unknown as AnyObject));
      continue;
    }
    if (!headed) writer.write(heading(call));
    headed = true;
    writer.write(line(call, next.object, yield* now()));
    yield* stdout(writer.flush());
  }
}

const heading = (call: Call): string => `${call.flags.bool('all-namespaces') ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`;

function line(call: Call, event: Event, nowMs: number): string {
  const ago = (time: string | undefined): string => (time ? humanDuration(nowMs - parseTime(time)) : '<unknown>');
  const first = event.eventTime ? ago(event.eventTime) : ago(event.firstTimestamp);
  const { series } = event;
  const interval = series ? `${ago(series.lastObservedTime)} (x${series.count ?? 0} over ${first})` : (event.count ?? 0) > 1 ? `${ago(event.lastTimestamp)} (x${event.count} over ${first})` : first;
  const { kind, name } = event.involvedObject;
  return `${call.flags.bool('all-namespaces') ? `${event.metadata.namespace}\t` : ''}${interval}\t${event.type ?? ''}\t${event.reason ?? ''}\t${kind ?? ''}/${name ?? ''}\t${(event.message ?? '').trim()}\n`;
}
