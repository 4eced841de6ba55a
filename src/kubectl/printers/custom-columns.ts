/** `-o custom-columns=NAME:.metadata.name,...` and `-o custom-columns-file=...`. */
import { Failure } from '../failure.ts';
import { goText } from '../text/go-value.ts';
import { evaluate, parseTemplate, relaxed, type Template } from '../text/jsonpath.ts';
import { TABLE, Tabwriter } from '../text/tabwriter.ts';

interface Column { readonly header: string; readonly template: Template }

export class CustomColumns {
  readonly #columns: readonly Column[];
  readonly #writer = new Tabwriter(TABLE);
  #headed: boolean;

  constructor(columns: readonly Column[], noHeaders: boolean) {
    this.#columns = columns;
    this.#headed = noHeaders;
  }

  static fromSpec(spec: string, noHeaders: boolean): CustomColumns {
    if (spec === '') throw new Failure('custom-columns format specified but no custom columns given');
    const columns = splitColumns(spec).map((part) => {
      const colon = part.indexOf(':');
      if (colon < 0) throw new Failure(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
      return column(part.slice(0, colon), part.slice(colon + 1));
    });
    return new CustomColumns(columns, noHeaders);
  }

  /** The first line names the columns, the second their paths. */
  static fromFile(text: string, noHeaders: boolean): CustomColumns {
    const [headers = '', paths = ''] = text.split('\n');
    const names = headers.split(/\s+/).filter((word) => word !== '');
    const specs = paths.split(/\s+/).filter((word) => word !== '');
    if (names.length !== specs.length) throw new Failure(`number of headers (${names.length}) and field specifications (${specs.length}) don't match`);
    return new CustomColumns(names.map((name, i) => column(name, specs[i]!)), noHeaders);
  }

  add(object: unknown): void {
    if (!this.#headed) this.#head();
    const cells = this.#columns.map(({ template }) => {
      const values = evaluate(template, object, true).flat();
      return values.length === 0 ? '<none>' : values.map(goText).join(',');
    });
    this.#writer.write(`${cells.join('\t')}\n`);
  }

  flush(): string {
    if (!this.#headed) this.#head();
    return this.#writer.flush();
  }

  #head(): void {
    this.#writer.write(`${this.#columns.map(({ header }) => header).join('\t')}\n`);
    this.#headed = true;
  }
}

function column(header: string, path: string): Column {
  try {
    return { header, template: parseTemplate(relaxed(path)) };
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

/** At commas outside brackets. */
function splitColumns(spec: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const char of spec) {
    if (char === '[' || char === '(') depth++;
    if (char === ']' || char === ')') depth--;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}
