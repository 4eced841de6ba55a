/** How a command prints the objects it changed or made: `deployment.apps/web created`, or as `-o` says. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { groupVersionOf, kindNameOf } from '../client/discovery.ts';
import { readFile, type Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import { asGoType } from './as-go-type.ts';
import { goTemplatePrinter } from './go-template.ts';
import { jsonPathPrinter } from './jsonpath.ts';
import { toJson } from './json.ts';
import { toKyaml } from './kyaml.ts';
import { toYaml } from './yaml.ts';

/** `name` printers tell what was done; others only print. */
export type ObjectPrinter = (object: AnyObject, operation?: string) => string;

const FORMATS = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml', 'name', 'template', 'templatefile', 'yaml'];

export const unknownFormat = (format: string, allowed: readonly string[]): Failure =>
  new Failure(`unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${[...allowed].sort().join(',')}`);

export interface Format { readonly name: string; readonly argument: string }

/** Formats that are followed by `=` and a template, columns or a file. */
const WITH_ARGUMENT = new Set(['custom-columns', 'custom-columns-file', 'go-template', 'go-template-file', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'template', 'templatefile']);

/** Splits `jsonpath={...}`; `--template` gives the argument of formats without one. */
export function formatOf(call: Call): Format {
  const output = call.flags.string('output');
  const equals = output.indexOf('=');
  const template = call.flags.has('template') ? call.flags.string('template') : '';
  if (equals < 0 || !WITH_ARGUMENT.has(output.slice(0, equals))) return { name: output === '' && template !== '' ? 'go-template' : output, argument: template };
  return { name: output.slice(0, equals), argument: output.slice(equals + 1) };
}

/** `dryRun` is added to what was done. `typed`: kubectl has the object in its own Go type. */
export function* objectPrinter(call: Call, typed = false): Steps<ObjectPrinter> {
  const format = formatOf(call);
  if (format.name === '' || format.name === 'name') return namePrinter(format.name === 'name', dryRunNote(call));
  const printer = yield* valuePrinter(call, format, typed);
  if (!printer) throw unknownFormat(format.name, FORMATS);
  return printer;
}

export function dryRunNote(call: Call): string {
  const dryRun = call.flags.has('dry-run') ? call.flags.string('dry-run') : 'none';
  return dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';
}

function namePrinter(short: boolean, note: string): ObjectPrinter {
  const print: ObjectPrinter = (object, operation = '') => {
    if (Array.isArray(object['items'])) return (object['items'] as AnyObject[]).map((item) => print(item, operation)).join('');
    const name = `${typeName(object)}/${object.metadata.name ?? ''}`;
    return short || operation === '' ? `${name}\n` : `${name} ${operation}${note}\n`;
  };
  return print;
}

export const typeName = (object: AnyObject): string => kindNameOf({ group: groupVersionOf(object.apiVersion ?? '').group, kind: object.kind ?? '' });

/** undefined for a format that is not about whole values. */
export function* valuePrinter(call: Call, { name, argument }: Format, typed = false): Steps<((value: AnyObject) => string) | undefined> {
  const { flags } = call;
  const managed = flags.has('show-managed-fields') && flags.bool('show-managed-fields');
  const clean = (value: AnyObject): AnyObject => (managed ? value : withoutManagedFields(value));
  const shown = (value: AnyObject): AnyObject => (typed ? asGoType(clean(value)) : clean(value));
  const allowMissing = !flags.has('allow-missing-template-keys') || flags.bool('allow-missing-template-keys');
  switch (name) {
    case 'json': return (value) => toJson(shown(value), typed);
    case 'yaml': {
      let printed = 0;
      return (value) => `${printed++ > 0 ? '---\n' : ''}${toYaml(shown(value))}`;
    }
    case 'kyaml': {
      return (value) => `---\n${toKyaml(shown(value))}`;
    }
    case 'name': return namePrinter(true, '');
    case 'jsonpath': case 'jsonpath-as-json': {
      if (argument === '') throw new Failure('template format specified but no template given');
      return jsonPathPrinter(argument, allowMissing, name === 'jsonpath-as-json');
    }
    case 'jsonpath-file': return jsonPathPrinter(yield* fileText(argument), allowMissing, false);
    case 'go-template': case 'template': {
      if (argument === '') throw new Failure('template format specified but no template given');
      return goTemplatePrinter(argument, allowMissing);
    }
    case 'go-template-file': case 'templatefile': return goTemplatePrinter(yield* fileText(argument), allowMissing);
    default: return undefined;
  }
}

/** `what` is how messages call the file. */
export function* fileText(path: string, what = '--template'): Steps<string> {
  if (path === '') throw new Failure('template format specified but no template given');
  const file = yield* readFile(path);
  if (!('text' in file)) throw new Failure(`error reading ${what} ${path}, open ${path}: no such file or directory\n`);
  return file.text;
}

export function withoutManagedFields(value: AnyObject): AnyObject {
  const { metadata } = value;
  const items = value['items'];
  if (Array.isArray(items)) return { ...value, items: (items as AnyObject[]).map(withoutManagedFields) };
  if (!metadata || !('managedFields' in metadata)) return value;
  const { managedFields: _, ...rest } = metadata;
  return { ...value, metadata: rest };
}
