/** `kubectl explain`: fields and their docs out of the server's OpenAPI v3 documents. */
import { apiVersionOf } from '../client/discovery.ts';
import { stdout, type Steps } from '../effect.ts';
import { Failure, isNotFound, UsageFailure } from '../failure.ts';
import { groupVersionOf, type Mapping } from '../client/discovery.ts';
import type { Call } from '../call.ts';
import { wrapped } from '../text/wrap.ts';
import type { Command } from './command.ts';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

export const explainCommand: Command = {
  path: 'explain',
  *run(call) {
    const { flags, args } = call;
    if (args.length === 0) throw new UsageFailure('error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.');
    if (args.length > 1) throw new UsageFailure('error: We accept only this format: explain RESOURCE');
    const output = flags.string('output');
    if (output !== 'plaintext' && output !== 'plaintext-openapiv2') throw new Failure(`unrecognized format: ${output}`);
    const { mapping, path } = yield* subjectOf(call, args[0]!);
    const version = apiVersionOf(mapping);
    const schemas = yield* documentOf(call, mapping);
    const root = Object.values(schemas).find((schema) => schema['x-kubernetes-group-version-kind']?.some((gvk) => gvk.group === mapping.group && gvk.version === mapping.version && gvk.kind === mapping.kind));
    if (!root) throw new Failure(`couldn't find resource for "${version}, Kind=${mapping.kind}"`);
    yield* stdout(`${mapping.group === '' ? '' : `GROUP:      ${mapping.group}\n`}KIND:       ${mapping.kind}\nVERSION:    ${mapping.version}\n\n`);
    yield* stdout(new Explanation(schemas, flags.bool('recursive')).text(root, path));
  },
};

function* subjectOf(call: Call, word: string): Steps<{ mapping: Mapping; path: string[] }> {
  const words = word.split('.').filter((part) => part !== '');
  const wanted = call.flags.string('api-version');
  // `deployments.apps.spec`? A group may stand between the resource and its fields.
  for (let take = words.length; take >= 1; take--) {
    const mapping = yield* call.findMapping(words.slice(0, take).join('.'));
    if (!mapping || (take > 1 && mapping.group === '')) continue;
    if (wanted === '') return { mapping, path: words.slice(take) };
    const { group, version } = groupVersionOf(wanted);
    const other = (yield* call.discovery()).forKind(group, mapping.kind, version);
    if (!other) throw new Failure(`couldn't find resource for "${wanted}, Resource=${mapping.resource}"`);
    return { mapping: other, path: words.slice(take) };
  }
  throw new UsageFailure(`the server doesn't have a resource type ${JSON.stringify(words[0])}`);
}

function* documentOf(call: Call, mapping: Mapping): Steps<Readonly<Record<string, Schema>>> {
  const path = mapping.group === '' ? `/openapi/v3/api/${mapping.version}` : `/openapi/v3/apis/${mapping.group}/${mapping.version}`;
  try {
    return (yield* call.client.get<{ components: { schemas: Readonly<Record<string, Schema>> } }>(path, { timeout: '32s' })).components.schemas;
  } catch (error) {
    if (isNotFound(error)) throw new Failure(`couldn't find resource for "${apiVersionOf(mapping)}, Kind=${mapping.kind}"`);
    throw error;
  }
}

class Explanation {
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #recursive: boolean;

  constructor(schemas: Readonly<Record<string, Schema>>, recursive: boolean) {
    this.#schemas = schemas;
    this.#recursive = recursive;
  }

  text(root: Schema, path: readonly string[]): string {
    let schema = root;
    let descriptions = [root.description];
    let field = '';
    for (const name of path) {
      const own = this.#fields(schema)?.[name];
      // The last name is the one that is told.
      if (!own) throw new Failure(`field ${JSON.stringify(path.at(-1))} does not exist`);
      const values = own.enum ?? (own.items ? undefined : this.#target(own).enum);
      field = `FIELD: ${name} <${this.#type(own)}>\n${values ? `ENUM:\n${values.map((value) => `    ${value === '' ? '""' : String(value)}\n`).sort().join('')}` : '\n'}\n`;
      const target = this.#target(own);
      descriptions = [own.description, target === own ? undefined : target.description];
      schema = own;
    }
    const texts = descriptions.filter((text) => text !== undefined && text !== '') as string[];
    const description = texts.length === 0 ? '    <empty>\n' : `${texts.map((text) => wrapped(text, 76, '    ')).join('\n')}\n    \n`;
    const fields = this.#fields(schema);
    return `${field}DESCRIPTION:\n${description}${fields ? `FIELDS:\n${this.#list(schema, 1, new Set())}\n` : ''}${fields ? '' : '\n'}`;
  }

  #list(schema: Schema, level: number, seen: ReadonlySet<string>): string {
    const target = this.#target(schema);
    const fields = this.#fields(schema) ?? {};
    const indent = '  '.repeat(level);
    return Object.keys(fields).sort().map((name) => {
      const field = fields[name]!;
      const line = `${indent}${name}\t<${this.#type(field)}>${target.required?.includes(name) ? ' -required-' : ''}\n${this.#enum(field, indent)}`;
      if (!this.#recursive) return `${line}${field.description ? wrapped(field.description, 76, '    ') : '    <no description>'}\n\n`;
      const ref = this.#ref(field);
      if (ref !== undefined && seen.has(ref)) return line;
      return line + (this.#fields(field) ? this.#list(field, level + 1, ref === undefined ? seen : new Set([...seen, ref])) : '');
    }).join('');
  }

  #enum(schema: Schema, indent: string): string {
    const values = schema.enum ?? (schema.items || schema.additionalProperties ? undefined : this.#target(schema).enum);
    return values ? `${indent}enum: ${this.#enumText(values)}\n` : '';
  }

  #enumText(values: readonly unknown[]): string {
    const texts = values.map((value) => (value === '' ? '""' : String(value)));
    return texts.length > 4 ? `${texts.slice(0, 4).join(', ')}, ....` : texts.join(', ');
  }

  #ref(schema: Schema): string | undefined { return schema.$ref ?? (schema.allOf?.length === 1 ? this.#ref(schema.allOf[0]!) : undefined) ?? (schema.items ? this.#ref(schema.items) : undefined) ?? (typeof schema.additionalProperties === 'object' ? this.#ref(schema.additionalProperties) : undefined); }

  /** The schema that has the fields: behind a reference, of a list's items, of a map's values. */
  #target(schema: Schema): Schema {
    const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
    if (ref !== undefined) return this.#schemas[ref.split('/').at(-1)!] ?? schema;
    if (schema.items) return this.#target(schema.items);
    if (typeof schema.additionalProperties === 'object') return this.#target(schema.additionalProperties);
    return schema;
  }

  #fields(schema: Schema): Readonly<Record<string, Schema>> | undefined { return this.#target(schema).properties; }

  #type(schema: Schema): string {
    const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
    const target = ref === undefined ? undefined : this.#target(schema);
    if (target?.type !== undefined && target.type !== 'object') return target.type;
    if (ref !== undefined) return ref.split('/').at(-1)!.split('.').at(-1)!;
    if (schema.type === 'array') return `[]${schema.items ? this.#type(schema.items) : 'Object'}`;
    if (typeof schema.additionalProperties === 'object') return `map[string]${this.#type(schema.additionalProperties)}`;
    return schema.type === 'object' || schema.type === undefined ? 'Object' : schema.type;
  }
}

