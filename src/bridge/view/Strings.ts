/** Texts by number. Number 0 is the empty text. A text goes to the page with the first row that names it. */
import { TEXT_COLUMNS, type Batch } from '../protocol.ts';
import type { ColumnSchema, PackedRows } from '../columns.ts';

export class Strings {
  #ids = new Map<string, number>([['', 0]]);
  #texts: string[] = [''];
  /** By number: whether the page has it. */
  #sent: boolean[] = [true];
  #due: { ids: number[]; texts: string[] } = { ids: [], texts: [] };

  id(text: string | undefined): number {
    if (!text) return 0;
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.length;
      this.#ids.set(text, id);
      this.#texts.push(text);
    }
    return id;
  }

  /** These rows go to the page now: so do the texts that they name. */
  need(schema: ColumnSchema, rows: PackedRows | undefined): void {
    if (!rows) return;
    Object.keys(schema).forEach((column, k) => {
      if (!TEXT_COLUMNS.has(column)) return;
      for (const id of rows.columns[k]!) {
        if (this.#sent[id]) continue;
        this.#sent[id] = true;
        this.#due.ids.push(id);
        this.#due.texts.push(this.#texts[id]!);
      }
    });
  }

  /** Texts that became due since the last call. */
  take(): Batch['strings'] {
    if (this.#due.ids.length === 0) return undefined;
    const due = this.#due;
    this.#due = { ids: [], texts: [] };
    return due;
  }
}
