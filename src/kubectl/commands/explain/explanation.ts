/** What `kubectl explain` says of a field, out of OpenAPI v3. */
import { Failure } from '../../failure.ts';
import { wrapped } from '../../text/wrap.ts';

export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

export class Explanation {
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

