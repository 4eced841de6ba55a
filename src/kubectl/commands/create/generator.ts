/** What the `create NAME` commands share. */
import type { AnyObject } from '../../../engine/api/types.ts';
import { encodeText } from '../../../engine/api/base64.ts';
import type { Call } from '../../call.ts';
import { readFile, type Steps } from '../../effect.ts';
import { Failure, UsageFailure } from '../../failure.ts';
import { make } from '../make.ts';
import type { Command } from '../command.ts';

export interface Generator {
  readonly path: string;
  readonly resource: string;
  /** False for cluster-scoped kinds. */
  readonly namespaced?: boolean;
  readonly required?: readonly string[];
  object(call: Call, name: string): Steps<AnyObject>;
}

export const usageOf = (call: Call, message: string): UsageFailure => new UsageFailure(`error: ${message}\nSee 'kubectl ${call.path} -h' for help and examples`);

/** Exactly one argument. */
export function oneName(call: Call): string {
  const names = call.dashAt >= 0 ? call.args.slice(0, call.dashAt) : call.args;
  if (names.length !== 1) throw usageOf(call, `exactly one NAME is required, got ${names.length}`);
  return names[0]!;
}

export const generated = ({ path, resource, namespaced = true, required, object }: Generator): Command => ({
  path, ...(required ? { required } : {}),
  *run(call) { yield* make(call, resource, yield* object(call, oneName(call)), 'created', namespaced); },
});

/** `--from-literal`, `--from-file`, `--from-env-file`: texts by key. */
export function* dataOf(call: Call): Steps<Map<string, string>> {
  const { flags } = call;
  const data = new Map<string, string>();
  const add = (key: string, value: string): void => {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) throw new Failure(`${JSON.stringify(key)} is not a valid key name for a ${call.path.includes('secret') ? 'Secret' : 'ConfigMap'}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`);
    if (data.has(key)) throw new Failure(`cannot add key ${key === '' ? '' : JSON.stringify(key)}, another key by that name already exists in Data for ${call.path.includes('secret') ? 'Secret' : 'ConfigMap'} ${JSON.stringify(call.args[0])}`);
    data.set(key, value);
  };
  const envFiles = flags.list('from-env-file');
  if (envFiles.length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)) throw new Failure('from-env-file cannot be combined with from-file or from-literal');
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new Failure(equals === 0 ? `invalid literal source ${literal}, expected key=value` : `invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, equals), literal.slice(equals + 1));
  }
  for (const source of flags.list('from-file')) {
    const equals = source.indexOf('=');
    if (source.split('=').length > 2) throw new Failure("key names or file paths cannot contain '='");
    if (equals === source.length - 1) throw new Failure(`file path for key name ${source.slice(0, -1)} missing`);
    const path = equals < 0 ? source : source.slice(equals + 1);
    if (equals === 0) throw new Failure(`key name for file path ${path} missing`);
    const file = yield* readFile(path);
    if ('error' in file) throw new Failure(`error reading ${path}: no such file or directory`);
    if ('text' in file) { add(equals < 0 ? path.split('/').at(-1)! : source.slice(0, equals), file.text); continue; }
    if (equals > 0) throw new Failure('cannot give a key name for a directory path');
    for (const name of file.folder) {
      const entry = yield* readFile(`${path.replace(/\/$/, '')}/${name}`);
      if ('text' in entry && /^[-._a-zA-Z0-9]+$/.test(name)) add(name, entry.text);
    }
  }
  for (const path of envFiles) {
    const file = yield* readFile(path);
    if (!('text' in file)) throw new Failure(`error reading ${path}: no such file or directory`);
    for (const line of file.text.split(/\r?\n/)) {
      const text = line.trimStart();
      if (text === '' || text.startsWith('#')) continue;
      const equals = text.indexOf('=');
      add(equals < 0 ? text : text.slice(0, equals), equals < 0 ? call.environment.variables[text] ?? '' : text.slice(equals + 1));
    }
  }
  return data;
}

export const sortedRecord = (data: ReadonlyMap<string, string>, value: (text: string) => string = (text) => text): Record<string, string> =>
  Object.fromEntries([...data.keys()].sort().map((key) => [key, value(data.get(key)!)]));

export const secretData = (data: ReadonlyMap<string, string>): Record<string, string> => sortedRecord(data, encodeText);

/** `cpu=1,memory=2Gi` */
export function pairsOf(text: string): Record<string, string> | undefined {
  if (text === '') return undefined;
  const found: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new Failure(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    found[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return found;
}
