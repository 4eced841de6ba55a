/** The objects in files, folders and standard input (`-f`), as kubectl's resource builder reads them. */
import { goJSONError } from '../../engine/api/go-json.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { readFile, stdin, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { parseYaml } from './yaml.ts';

export interface Document {
  /** `STDIN` or the file's path. */
  readonly source: string;
  readonly value: unknown;
}

/** Every document of the files named by `-f`. Throws Failure. */
export function* readDocuments(paths: readonly string[], recursive: boolean): Steps<Document[]> {
  const documents: Document[] = [];
  for (const path of paths) {
    if (path === '-') documents.push(...split(yield* stdin(), 'STDIN'));
    else if (/^https?:\/\//.test(path)) throw new UsageFailure(`Unable to connect to the server: dial tcp: lookup ${path.replace(/^https?:\/\//, '').split('/')[0]}: no such host`);
    else documents.push(...yield* readPath(path, recursive, true));
  }
  return documents;
}

function* readPath(path: string, recursive: boolean, named: boolean): Steps<Document[]> {
  const file = yield* readFile(path);
  if ('error' in file) throw new Failure(file.error === 'missing' ? `the path ${JSON.stringify(path)} does not exist` : `open ${path}: permission denied`);
  if ('text' in file) return named || /\.(json|yaml|yml)$/.test(path) ? split(file.text, path) : [];
  const documents: Document[] = [];
  let files = 0;
  for (const name of file.folder) {
    const inner = `${path.replace(/\/$/, '')}/${name}`;
    const entry = yield* readFile(inner);
    if ('folder' in entry) {
      if (recursive) documents.push(...yield* readPath(inner, true, false));
    } else if ('text' in entry && /\.(json|yaml|yml)$/.test(name)) {
      files++;
      documents.push(...split(entry.text, inner));
    }
  }
  if (named && files === 0 && !recursive) throw new Failure(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
  return documents;
}

/** JSON values one after another, or YAML documents between lines of `---`. */
export function split(text: string, source: string): Document[] {
  const parsed = (why: string): Failure => new Failure(`error parsing ${source}: ${why}`);
  if (/^\s*[{[]/.test(text) && /^\s*\{/.test(text)) {
    const values = jsonValues(text);
    if (values) return values.map((value) => ({ source, value }));
  }
  const documents: Document[] = [];
  for (const part of text.replace(/^\uFEFF/, '').split(/^---(?:[ \t].*)?$\n?/m)) {
    if (part.trim() === '') continue;
    let value: unknown;
    if (/^\s*\{/.test(part)) {
      const problem = goJSONError(part);
      if (problem === '') value = JSON.parse(part) as unknown;
      else if (problem.includes('unexpected end')) throw parsed('unexpected EOF');
    }
    if (value === undefined) {
      try {
        value = parseYaml(part);
      } catch (error) {
        throw parsed(`error converting YAML to JSON: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (value !== undefined && value !== null) documents.push({ source, value });
  }
  return documents;
}

/** Values of a stream of JSON; undefined when it is none. */
function jsonValues(text: string): unknown[] | undefined {
  const values: unknown[] = [];
  let depth = 0, start = -1, quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char === '\\') i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') {
      quoted = true;
    } else if (char === '{' || char === '[') {
      if (depth++ === 0) start = i;
    } else if (char === '}' || char === ']') {
      if (--depth !== 0) continue;
      try {
        values.push(JSON.parse(text.slice(start, i + 1)));
      } catch {
        return undefined;
      }
    } else if (depth === 0 && !/\s/.test(char)) {
      return undefined;
    }
  }
  return depth === 0 ? values : undefined;
}

/** The document as an object with kind and apiVersion; lists are taken apart. `validate`: say what is missing as validation does. */
export function objectsOf({ source, value }: Document, validate: boolean): AnyObject[] {
  const invalid = (why: string): Failure => new Failure(`error validating ${JSON.stringify(source)}: error validating data: ${why}; if you choose to ignore these errors, turn validation off with --validate=false`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (validate) throw invalid('invalid object to validate');
    throw new Failure(`unable to decode ${JSON.stringify(source)}: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type struct { Kind string "json:\\"kind\\""; APIVersion string "json:\\"apiVersion\\"" }`);
  }
  const object = value as AnyObject;
  const unset = [object.apiVersion ? '' : 'apiVersion not set', object.kind ? '' : 'kind not set'].filter((text) => text !== '');
  if (unset.length > 0) {
    if (validate) throw invalid(unset.length === 1 ? unset[0]! : `[${unset.join(', ')}]`);
    if (!object.kind) throw new Failure(`unable to decode ${JSON.stringify(source)}: Object 'Kind' is missing in '${JSON.stringify(value)}'`);
  }
  if (object.kind!.endsWith('List') && Array.isArray(object['items'])) return (object['items'] as unknown[]).flatMap((item) => objectsOf({ source, value: item }, validate));
  const { metadata } = object;
  if (metadata === undefined || metadata === null) return [{ ...object, metadata: {} }];
  return [object];
}
