/**
 * Columns as Go's text/tabwriter aligns them: cells end with a tab, a column is what stands in consecutive lines, and the
 * text after a line's last tab belongs to no column. `rememberWidths` keeps widths from one flush to the next (watches).
 */
export interface TabwriterOptions {
  readonly minWidth: number;
  readonly padding: number;
  readonly rememberWidths?: boolean;
}

/** `kubectl get` */
export const TABLE: TabwriterOptions = { minWidth: 6, padding: 3, rememberWidths: true };
/** `kubectl describe` */
export const DESCRIBE: TabwriterOptions = { minWidth: 0, padding: 2 };

export class Tabwriter {
  readonly #options: TabwriterOptions;
  #remembered: number[] = [];
  #text = '';

  constructor(options: TabwriterOptions) { this.#options = options; }

  write(text: string): void { this.#text += text; }

  /** What was written since the last flush, aligned. */
  flush(): string {
    const lines = this.#text.split('\n').map((line) => line.split('\t'));
    this.#text = '';
    // One more cell width for each cell of each line but the last, which is never padded.
    const widths: number[][] = lines.map((cells) => cells.slice(0, -1).map(() => 0));
    this.#measure(lines, widths, 0, lines.length, 0);
    return lines.map((cells, i) => cells.map((cell, j) => (j === cells.length - 1 ? cell : pad(cell, widths[i]![j]!))).join('')).join('\n');
  }

  #measure(lines: readonly string[][], widths: number[][], from: number, to: number, column: number): void {
    for (let start = from; start < to; start++) {
      if (column >= lines[start]!.length - 1) continue;
      let end = start;
      let width = this.#options.minWidth;
      for (; end < to && column < lines[end]!.length - 1; end++) {
        const cell = cellWidth(lines[end]![column]!);
        width = Math.max(width, cell + this.#options.padding);
      }
      if (this.#options.rememberWidths) width = this.#remembered[column] = Math.max(width, this.#remembered[column] ?? 0);
      for (let line = start; line < end; line++) widths[line]![column] = width;
      this.#measure(lines, widths, start, end, column + 1);
      start = end - 1;
    }
  }
}

/** In code points, as Go counts. */
const cellWidth = (text: string): number => {
  let width = 0;
  for (const _ of text) width++;
  return width;
};

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cellWidth(text)));

/** `lines` of cells in columns. */
export function aligned(text: string, options: TabwriterOptions): string {
  const writer = new Tabwriter(options);
  writer.write(text);
  return writer.flush();
}
