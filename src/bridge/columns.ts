/**
 * A table of numbers: one typed array a column, one slot a row. The worker keeps one, packs the rows that changed since
 * the last frame, transfers them, and the page applies them to its own: no object is made per change on either side.
 */
export type ColumnType = 'u8' | 'u16' | 'u32' | 'i32' | 'f64';
export type ColumnSchema = Readonly<Record<string, ColumnType>>;
type Numbers = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
export type Row<S extends ColumnSchema> = { [K in keyof S]: number };

/** Rows on their way to the page: `slots[i]` has `columns[k][i]`, columns in the order of the schema. */
export interface PackedRows {
  readonly slots: Uint32Array<ArrayBuffer>;
  readonly columns: readonly Numbers[];
}

function make(type: ColumnType, length: number): Numbers {
  switch (type) {
    case 'u8': return new Uint8Array(length);
    case 'u16': return new Uint16Array(length);
    case 'u32': return new Uint32Array(length);
    case 'i32': return new Int32Array(length);
    case 'f64': return new Float64Array(length);
  }
}

export class ColumnTable<S extends ColumnSchema> {
  readonly schema: S;
  /** Rows that exist or existed: slots run from 0 to `length - 1`. */
  length = 0;
  /** Read by name; replaced when the table grows, so do not keep a column across a batch. */
  readonly columns = {} as { [K in keyof S]: Numbers };
  readonly #names: (keyof S & string)[];
  #capacity = 256;

  constructor(schema: S) {
    this.schema = schema;
    this.#names = Object.keys(schema);
    for (const name of this.#names) this.columns[name] = make(schema[name]!, this.#capacity);
  }

  get(slot: number, column: keyof S): number { return slot < this.length ? this.columns[column]![slot]! : 0; }

  set(slot: number, row: Row<S>): void {
    this.reserve(slot + 1);
    for (const name of this.#names) this.columns[name][slot] = row[name];
  }

  put(slot: number, column: keyof S, value: number): void {
    this.reserve(slot + 1);
    this.columns[column][slot] = value;
  }

  reserve(length: number): void {
    if (length > this.#capacity) {
      while (this.#capacity < length) this.#capacity *= 2;
      for (const name of this.#names) {
        const wide = make(this.schema[name]!, this.#capacity);
        wide.set(this.columns[name]);
        this.columns[name] = wide;
      }
    }
    if (length > this.length) this.length = length;
  }

  pack(slots: Uint32Array<ArrayBuffer>): PackedRows {
    return {
      slots,
      columns: this.#names.map((name) => {
        const from = this.columns[name];
        const to = make(this.schema[name]!, slots.length);
        for (let i = 0; i < slots.length; i++) to[i] = from[slots[i]!]!;
        return to;
      }),
    };
  }

  apply(rows: PackedRows): void {
    let top = 0;
    for (const slot of rows.slots) if (slot >= top) top = slot + 1;
    this.reserve(top);
    this.#names.forEach((name, k) => {
      const to = this.columns[name];
      const from = rows.columns[k]!;
      const slots = rows.slots;
      for (let i = 0; i < slots.length; i++) to[slots[i]!] = from[i]!;
    });
  }
}

/** The buffers of packed rows, for `postMessage`'s transfer list. */
export function buffersOf(rows: PackedRows | undefined): ArrayBuffer[] {
  return rows ? [rows.slots.buffer, ...rows.columns.map((column) => column.buffer)] : [];
}
