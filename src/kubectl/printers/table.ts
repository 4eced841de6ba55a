/** Tables: what the server answers to `as=Table`, printed as `kubectl get` does. */
import type { AnyObject } from '../../engine/api/types.ts';
import { goText } from '../text/go-value.ts';
import { TABLE, Tabwriter } from '../text/tabwriter.ts';

export interface Column { readonly name: string; readonly type: string; readonly format?: string; readonly description?: string; readonly priority: number }
export interface Row { readonly cells: readonly unknown[]; readonly object?: AnyObject }
export interface Table {
  readonly kind: 'Table';
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  /** Only in the first event of a watch. */
  readonly columnDefinitions: readonly Column[] | null;
  readonly rows: readonly Row[];
}

export const isTable = (value: { kind?: string }): value is Table => value.kind === 'Table';

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly withNamespace: boolean;
  /** `pod`, `deployment.apps`: stands before names. */
  readonly kind?: string;
}

/** Prints tables one after another into one set of columns; a new header when the columns change. */
export class TablePrinter {
  readonly #writer = new Tabwriter(TABLE);
  readonly #options: TableOptions;
  #columns: readonly Column[] | undefined;
  #headed = false;

  constructor(options: TableOptions) { this.#options = options; }

  /** Watch events print their type in a column of its own. */
  add(table: Table, event?: string, kind = this.#options.kind): void {
    const columns = table.columnDefinitions?.length ? table.columnDefinitions : this.#columns ?? [];
    this.#columns = columns;
    if (!this.#headed && !this.#options.noHeaders) this.#writer.write(`${this.#headers(columns, event !== undefined).join('\t')}\n`);
    this.#headed = true;
    for (const row of table.rows) this.#writer.write(`${this.#cells(columns, row, event, kind)}\n`);
  }

  flush(): string { return this.#writer.flush(); }

  #headers(columns: readonly Column[], events: boolean): string[] {
    const { wide, showLabels, labelColumns, withNamespace } = this.#options;
    return [
      ...(events ? ['EVENT'] : []), ...(withNamespace ? ['NAMESPACE'] : []),
      ...columns.filter(({ priority }) => wide || !priority).map(({ name }) => name.toUpperCase()),
      ...labelColumns.map((label) => label.split('/').at(-1)!.toUpperCase()), ...(showLabels ? ['LABELS'] : []),
    ];
  }

  #cells(columns: readonly Column[], { cells, object }: Row, event: string | undefined, kind: string | undefined): string {
    const { wide, showLabels, labelColumns, withNamespace } = this.#options;
    const labels = object?.metadata.labels ?? {};
    let line = `${event === undefined ? '' : `${event.padEnd(8)}\t`}${withNamespace ? `${object?.metadata.namespace ?? ''}\t` : ''}`;
    let first = true;
    columns.forEach((column, i) => {
      if (column.priority && !wide) return;
      if (!first) line += '\t';
      first = false;
      const cell = cells[i];
      if (cell === null || cell === undefined) return;
      const text = cellText(cell);
      line += kind !== undefined && column.format === 'name' && column.type === 'string' ? `${kind}/${text}` : text;
    });
    for (const label of labelColumns) line += `\t${Object.hasOwn(labels, label) ? labels[label] : ''}`;
    if (showLabels) line += `\t${Object.keys(labels).sort().map((key) => `${key}=${labels[key]}`).join(',') || '<none>'}`;
    return line;
  }
}

/** One line: what follows a line end is left out and said so. */
function cellText(cell: unknown): string {
  const text = goText(cell);
  const end = text.search(/[\f\n\r]/);
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll('\t', ' ');
}
