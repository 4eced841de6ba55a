/** `kubectl explain --output=plaintext-openapiv2`: the layout of before v1.27. */
import { Failure } from '../../failure.ts';
import type { Schema } from './explanation.ts';

const WIDTH = 75;

export class OldExplanation {
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #recursive: boolean;

  constructor(schemas: Readonly<Record<string, Schema>>, recursive: boolean) {
    this.#schemas = schemas;
    this.#recursive = recursive;
  }

  text(root: Schema, path: readonly string[], kind: string, apiVersion: string): string {
    let schema = root;
    for (const name of path) {
      const own = this.#fields(schema)?.[name];
      if (!own) throw new Failure(`field ${JSON.stringify(name)} does not exist`);
      schema = own;
    }
    const fields = this.#fields(schema);
    const name = path.at(-1);
    const title = name === undefined ? '' : `${fields ? 'RESOURCE' : 'FIELD'}:${fields ? ' ' : '    '}${name} <${this.#type(schema)}>\n\n`;
    return `KIND:     ${kind}\nVERSION:  ${apiVersion}\n\n${title}DESCRIPTION:\n${this.#descriptions(schema)}${fields ? `\nFIELDS:\n${this.#recursive ? this.#tree(schema, 3, new Set()) : this.#list(schema)}` : ''}`;
  }

  /** Those of the field, of what it holds and of that one's type, each once. */
  #descriptions(schema: Schema): string {
    const texts: string[] = [];
    for (let at: Schema | undefined = schema; at; at = this.#inner(at)) if (at.description && !texts.includes(at.description)) texts.push(at.description);
    return texts.length === 0 ? '     <empty>\n' : texts.map(paragraphs).join('\n');
  }

  #list(schema: Schema): string {
    return this.#each(schema, (name, field, required) => `   ${name}\t<${this.#type(field)}>${required}\n${field.description ? paragraphs(field.description) : ''}\n`);
  }

  #tree(schema: Schema, indent: number, seen: ReadonlySet<Schema>): string {
    return this.#each(schema, (name, field) => {
      const target = this.#target(field);
      const below = this.#fields(field) && !seen.has(target) ? this.#tree(field, indent + 3, new Set([...seen, target])) : '';
      return `${' '.repeat(indent)}${name}\t<${this.#type(field)}>\n${below}`;
    });
  }

  #each(schema: Schema, line: (name: string, field: Schema, required: string) => string): string {
    const fields = this.#fields(schema) ?? {};
    const { required = [] } = this.#target(schema);
    return Object.keys(fields).sort().map((name) => line(name, fields[name]!, required.includes(name) ? ' -required-' : '')).join('');
  }

  /** What a reference, a list or a map leads to. */
  #inner(schema: Schema): Schema | undefined {
    const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
    if (ref !== undefined) return this.#schemas[ref.split('/').at(-1)!];
    return schema.items ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
  }

  #target(schema: Schema): Schema {
    const inner = this.#inner(schema);
    return inner ? this.#target(inner) : schema;
  }

  #fields(schema: Schema): Readonly<Record<string, Schema>> | undefined { return this.#target(schema).properties; }

  #type(schema: Schema): string {
    const inner = this.#inner(schema);
    if (inner && schema.items) return `[]${this.#type(inner)}`;
    if (inner && typeof schema.additionalProperties === 'object') return `map[string]${this.#type(inner)}`;
    if (inner) return this.#type(inner);
    if (schema.type === undefined) return schema.properties ? 'Object' : schema.oneOf ? 'string' : '';
    return schema.type !== 'object' ? schema.type : schema.properties ? 'Object' : 'map[string]';
  }
}

/** Words in lines of at most 75 characters; a line of its own begins after a colon and with a bullet. */
function paragraphs(text: string): string {
  const lines: string[] = [];
  let line = '';
  const flush = (): void => {
    if (line !== '') lines.push(`     ${line}`);
    line = '';
  };
  for (const row of text.split('\n')) {
    if (/^( {4}|\t)/.test(row)) {
      flush();
      lines.push(`     ${row}`);
      continue;
    }
    const words = row.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) {
      flush();
      lines.push('');
      continue;
    }
    if (line.endsWith(':') || /^([-*]|\d+[.)])$/.test(words[0]!)) flush();
    for (const word of words) {
      if (line !== '' && line.length + 1 + word.length > WIDTH) flush();
      line += line === '' ? word : ` ${word}`;
    }
  }
  flush();
  return lines.map((one) => `${one}\n`).join('');
}
