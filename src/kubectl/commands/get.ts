import type { Call } from '../call.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { humanDuration } from '../../engine/api/human-duration.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import { TABLE_ACCEPT, type Query } from '../client/client.ts';
import { kindNameOf, pathOf, type Mapping } from '../client/discovery.ts';
import { chunked, refusedList } from '../resources/list.ts';
import { now, stderr, stdout, type Steps } from '../effect.ts';
import { Failure, Failures, isNotFound, UsageFailure } from '../failure.ts';
import { CustomColumns } from '../printers/custom-columns.ts';
import { fileText, formatOf, unknownFormat, valuePrinter, type Format } from '../printers/object.ts';
import { isTable, TablePrinter, type Table } from '../printers/table.ts';
import { canSort, sortTable, sortValues } from '../printers/sort.ts';
import { relaxed } from '../text/jsonpath.ts';
import { checkNamespace } from '../resources/objects.ts';
import { select, type Selection } from '../resources/builder.ts';
import type { Command } from './command.ts';
import { watch } from './get-watch.ts';

const FORMATS = ['custom-columns', 'custom-columns-file', 'go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml', 'name', 'template', 'templatefile', 'wide', 'yaml'];

/** One request of a `get`: an object or a collection. */
export interface Source {
  readonly mapping: Mapping;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly path: string;
}

export const getCommand: Command = {
  path: 'get',
  *run(call) {
    const { flags } = call;
    const raw = flags.string('raw');
    if (raw !== '') return yield* getRaw(call, raw);
    if (flags.bool('output-watch-events') && !flags.bool('watch') && !flags.bool('watch-only')) throw new UsageFailure('error: --output-watch-events option can only be used with --watch or --watch-only');
    if (flags.bool('show-labels') && !['', 'wide'].includes(formatOf(call).name)) throw new UsageFailure(`error: --show-labels option cannot be used with ${formatOf(call).name} printer\nSee 'kubectl get -h' for help and examples`);
    const selection = yield* select(call, {
      args: call.args, files: flags.list('filename'), recursive: flags.bool('recursive'), allNamespaces: flags.bool('all-namespaces'),
      selector: flags.string('selector'), fieldSelector: flags.string('field-selector'), typesMeanAll: true, missing: missingType,
    });
    if (flags.string('subresource') !== '' && selection.by === 'type') throw new Failure('subresource cannot be used when bulk resources are specified');
    const sources = sourcesOf(selection, flags.string('subresource'));
    if (flags.bool('watch') || flags.bool('watch-only')) return yield* watch(call, sources);
    const format = formatOf(call);
    if (format.name === '' || format.name === 'wide') return yield* getTables(call, sources, format.name === 'wide');
    yield* getValues(call, selection, sources, format);
  },
};

const missingType = (): Failure =>
  new UsageFailure(`You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples`);

function* getRaw(call: Call, uri: string): Steps {
  if (call.args.length > 0) throw new Failure('arguments may not be passed when --raw is specified');
  const question = uri.indexOf('?');
  const query: Record<string, string> = {};
  if (question >= 0) for (const pair of uri.slice(question + 1).split('&')) query[decodeURIComponent(pair.split('=')[0]!)] = decodeURIComponent(pair.split('=').slice(1).join('=').replaceAll('+', ' '));
  const { body } = yield* call.client.send('GET', question < 0 ? uri : uri.slice(0, question), { query, accept: 'application/json, */*' });
  yield* stdout(body);
}

export function sourcesOf(selection: Selection, subresource: string): Source[] {
  if (selection.by === 'type') return selection.collections.map(({ mapping, namespace }) => ({ mapping, namespace, name: undefined, path: pathOf(mapping, namespace) }));
  return selection.targets.map(({ mapping, namespace, name }) => ({ mapping, namespace, name, path: pathOf(mapping, namespace, name, subresource) }));
}

/** Fails with everything that went wrong. */
export function report(failures: readonly Failure[]): void {
  if (failures.length > 0) throw failures.length === 1 ? failures[0]! : new Failures(failures);
}

function* getTables(call: Call, sources: readonly Source[], wide: boolean): Steps {
  const { flags } = call;
  const sortBy = flags.string('sort-by');
  const failures: Failure[] = [];
  const found: { source: Source; table: Table }[] = [];
  for (const source of sources) {
    try {
      const query = source.name === undefined ? collectionQuery(call, sortBy) : sortBy === '' ? {} : { includeObject: 'Object' };
      for (const table of yield* fetched<Table>(call, source, query, flags.bool('server-print') ? TABLE_ACCEPT : undefined)) found.push({ source, table: isTable(table) ? table : plainTable(table, yield* now()) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (isNotFound(error) && source.name !== undefined && flags.bool('ignore-not-found')) continue;
      failures.push(error);
    }
  }
  const many = new Set(found.map(({ source }) => source.mapping)).size > 1 || flags.bool('show-kind');
  let text = '';
  let printer: TablePrinter | undefined;
  let last: Mapping | undefined;
  let rows = 0;
  for (const { source, table } of found) {
    const { mapping } = source;
    // Rows that have nothing to be sorted by are left out when one kind is asked for.
    if (sortBy !== '' && sources.length > 1 && table.rows.length === 0) throw new Failure(`couldn't find any field with path ${JSON.stringify(relaxed(sortBy))} in the list of objects`);
    const sorted = sortBy === '' ? table : sources.length === 1 && !canSort(table, sortBy) ? { ...table, rows: [] } : sortTable(table, sortBy);
    if (sorted.rows.length === 0) continue;
    rows += sorted.rows.length;
    const namespaced = flags.bool('all-namespaces') && mapping.namespaced;
    if (!printer || last !== mapping) {
      if (printer) text += `${printer.flush()}\n`;
      printer = new TablePrinter({
        wide, noHeaders: flags.bool('no-headers'), showLabels: flags.bool('show-labels'), labelColumns: flags.list('label-columns'), withNamespace: namespaced,
        ...(many ? { kind: kindNameOf(mapping) } : {}),
      });
    }
    last = mapping;
    printer.add(sorted);
  }
  if (printer) text += printer.flush();
  yield* stdout(text);
  if (rows === 0 && failures.length === 0 && !flags.bool('ignore-not-found')) yield* stderr(noneFound(call, sources));
  report(failures);
}

/** What a source holds. When the namespace is missing, or the selectors are wrong, the failure says so. */
function* fetched<T>(call: Call, { mapping, namespace, name, path }: Source, query: Query, accept: string | undefined): Steps<T[]> {
  try {
    return yield* chunked<T>(call, path, query, accept);
  } catch (error) {
    if (name === undefined) throw refusedList(error, mapping, query);
    if (isNotFound(error) && namespace !== undefined) yield* checkNamespace(call, namespace);
    throw error;
  }
}

export function noneFound(call: Call, sources: readonly Source[]): string {
  if (call.flags.bool('all-namespaces') || sources.every(({ mapping }) => !mapping.namespaced)) return 'No resources found\n';
  return `No resources found in ${call.namespace} namespace.\n`;
}

export function collectionQuery(call: Call, sortBy: string): Record<string, string | undefined> {
  const { flags } = call;
  const chunk = flags.int('chunk-size');
  return {
    ...(flags.string('selector') === '' ? {} : { labelSelector: flags.string('selector') }), ...(flags.string('field-selector') === '' ? {} : { fieldSelector: flags.string('field-selector') }),
    ...(sortBy === '' ? (chunk > 0 ? { limit: String(chunk) } : {}) : { includeObject: 'Object' }),
  };
}

/** An answer that is no table: name and age, as kubectl prints objects it knows nothing of. */
function plainTable(value: unknown, nowMs: number): Table {
  const object = value as AnyObject;
  const items = Array.isArray(object['items']) ? (object['items'] as AnyObject[]) : [object];
  return {
    kind: 'Table', columnDefinitions: [{ name: 'Name', type: 'string', format: 'name', priority: 0 }, { name: 'Age', type: 'string', priority: 0 }],
    rows: items.map((item) => ({ cells: [item.metadata.name ?? '', item.metadata.creationTimestamp ? humanDuration(nowMs - parseTime(item.metadata.creationTimestamp)) : '<unknown>'], object: item })),
  };
}

function* getValues(call: Call, selection: Selection, sources: readonly Source[], format: Format): Steps {
  const { flags } = call;
  const sortBy = flags.string('sort-by');
  const failures: Failure[] = [];
  const values: AnyObject[] = [];
  const custom = yield* customColumns(call, format);
  const print = custom ? undefined : yield* valuePrinter(call, format);
  if (!custom && !print) throw unknownFormat(format.name, FORMATS);
  for (const source of sources) {
    try {
      const pages = yield* fetched<AnyObject>(call, source, source.name === undefined ? collectionQuery(call, '') : {}, undefined);
      values.push(source.name === undefined ? merged(pages) : pages[0]!);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (isNotFound(error) && source.name !== undefined && flags.bool('ignore-not-found')) continue;
      failures.push(error);
    }
  }
  // What could not be read keeps the rest of the files from being shown.
  if (selection.by !== 'type' && (values.length === 0 || (selection.by === 'file' && failures.length > 0))) return report(failures);
  const single = values.length === 1 && (selection.by !== 'type' || selection.collections.length === 1);
  const items = values.flatMap((value) => (Array.isArray(value['items']) ? (value['items'] as AnyObject[]) : [value]));
  const sorted = sortBy === '' ? items : sortValues(items, sortBy);
  const isList = !single || Array.isArray(values[0]!['items']);
  if (custom) {
    for (const item of sorted) custom.add(item);
    yield* stdout(custom.flush());
  } else if (!isList) {
    yield* stdout(print!(values[0]!));
  } else if (format.name === 'name') {
    yield* stdout(sorted.map((item) => print!(item)).join(''));
  } else {
    yield* stdout(print!({ apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } } as unknown as AnyObject));
  }
  report(failures);
}

export function* customColumns(call: Call, { name, argument }: Format): Steps<CustomColumns | undefined> {
  const noHeaders = call.flags.bool('no-headers');
  if (name === 'custom-columns') return CustomColumns.fromSpec(argument, noHeaders);
  if (name === 'custom-columns-file') return CustomColumns.fromFile(yield* fileText(argument, 'template'), noHeaders);
  return undefined;
}

function merged(pages: readonly AnyObject[]): AnyObject {
  if (pages.length === 1) return pages[0]!;
  return { ...pages[0]!, items: pages.flatMap((page) => page['items'] as unknown[]) };
}

