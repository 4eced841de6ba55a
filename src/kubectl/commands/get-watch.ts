/** `kubectl get -w`: what is there, then every change as it comes. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { TABLE_ACCEPT } from '../client/client.ts';
import { kindNameOf, pathOf } from '../client/discovery.ts';
import { stdout, type Steps } from '../effect.ts';
import { Failure, ServerFailure } from '../failure.ts';
import type { Status } from '../../engine/api/errors.ts';
import { formatOf, unknownFormat, valuePrinter } from '../printers/object.ts';
import { isTable, TablePrinter, type Table } from '../printers/table.ts';
import { watchEvents } from '../resources/watch.ts';
import { collectionQuery, customColumns, type Source } from './get.ts';

export function* watch(call: Call, sources: readonly Source[]): Steps {
  const { flags } = call;
  if (sources.length !== 1) throw new Failure(sources.some((source) => source.name !== undefined) ? 'watch is only supported on individual resources and resource collections' : 'you may only specify a single resource type');
  const [source] = sources;
  const { mapping, namespace, name, path } = source!;
  const format = formatOf(call);
  const table = format.name === '' || format.name === 'wide';
  const accept = table ? TABLE_ACCEPT : undefined;
  const events = flags.bool('output-watch-events');
  const printers = new TablePrinter({
    wide: format.name === 'wide', noHeaders: flags.bool('no-headers'), showLabels: flags.bool('show-labels'), labelColumns: flags.list('label-columns'),
    withNamespace: flags.bool('all-namespaces') && mapping.namespaced, ...(flags.bool('show-kind') ? { kind: kindNameOf(mapping) } : {}),
  });
  const custom = table ? undefined : yield* customColumns(call, format);
  const value = table || custom ? undefined : yield* valuePrinter(call, format);
  if (!table && !custom && !value) throw unknownFormat(format.name, []);
  const show = (object: unknown, event: string): string => {
    if (table) {
      if (!isTable(object as { kind?: string })) return '';
      printers.add(object as Table, events ? event : undefined);
      return printers.flush();
    }
    if (custom) {
      custom.add(events ? { type: event, object } : object);
      return custom.flush();
    }
    if (!events) return value!(object as AnyObject);
    return value!({ type: event, object } as unknown as AnyObject);
  };
  const { limit: _, ...selectors } = collectionQuery(call, '');
  const first = yield* call.client.get<Table & AnyObject>(path, name === undefined ? collectionQuery(call, '') : {}, accept);
  if (!flags.bool('watch-only')) {
    if (name === undefined && !table) for (const item of first['items'] as AnyObject[]) yield* stdout(show({ kind: mapping.kind, apiVersion: first.apiVersion, ...item }, 'ADDED'));
    else if (!table || first.rows.length > 0) yield* stdout(show(first, 'ADDED'));
  }
  const resourceVersion = name === undefined ? first.metadata?.resourceVersion ?? '' : '0';
  const query = name === undefined ? selectors : { fieldSelector: `metadata.name=${name}` };
  let skip = name !== undefined;
  const stream = watchEvents<unknown>(call, pathOf(mapping, namespace), { ...query, resourceVersion, watch: 'true' }, accept);
  for (;;) {
    const next = yield* stream.next();
    if (next === undefined) return;
    if (next.type === 'ERROR') throw new ServerFailure(next.object as Status);
    if (next.type === 'BOOKMARK') continue;
    // The first event of a single object is what was printed already.
    if (skip) { skip = false; if (next.type === 'ADDED') continue; }
    yield* stdout(show(next.object, next.type));
  }
}
