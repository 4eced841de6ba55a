/**
 * The line that is being typed: keys in, text and cursor out. Emacs keys as in bash, history, reverse search, pastes of
 * several lines, Tab. It draws itself through `write` (ANSI) and knows nothing of xterm.
 */
export interface Completion { /** Where in the text the word begins that candidates replace. */ readonly from: number; readonly candidates: readonly string[] }

export interface LineHost {
  write(ansi: string): void;
  columns(): number;
  prompt(): string;
  isIncomplete(text: string): boolean;
  complete(text: string, cursor: number): Promise<Completion>;
  history(): readonly string[];
  submit(text: string): void;
  /** Ctrl-D on an empty line. */
  end(): void;
}

const CSI = '\u001b[';
/** Printed columns: escape sequences take none, East Asian and emoji two. */
export function widthOf(text: string): number {
  let width = 0;
  // eslint-disable-next-line no-control-regex
  for (const char of text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '')) {
    const code = char.codePointAt(0)!;
    width += code >= 0x1100 && (code <= 0x115f || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || code >= 0x1f300) ? 2 : 1;
  }
  return width;
}

const CONTINUED = '> ';

export class LineEditor {
  text = '';
  cursor = 0;
  #killed = '';
  /** Place in the history; its length = the new line. */
  #at = 0;
  #draft = '';
  /** Rows from the first of the prompt to the cursor, as drawn last. */
  #row = 0;
  #search: { query: string; at: number } | undefined;
  #tabs = 0;
  #busy = false;

  constructor(private readonly host: LineHost) {}

  /** A new, empty line. */
  start(): void {
    this.text = '';
    this.cursor = 0;
    this.#row = 0;
    this.#at = this.host.history().length;
    this.#busy = false;
    this.draw();
  }

  /** What xterm got from the keyboard: a character, an escape sequence, or a paste. */
  type(data: string): Promise<void> { return (this.#typing = this.#typing.then(() => this.#take(data))); }
  /** Keys wait for the one before: a completion asks the cluster. */
  #typing: Promise<void> = Promise.resolve();

  async #take(data: string): Promise<void> {
    if (this.#busy) return;
    const paste = /^\u001b\[200~([\s\S]*?)(?:\u001b\[201~)?$/.exec(data);
    if (paste) return this.insert(paste[1]!.replace(/\r\n?/g, '\n').replace(/\n+$/, ''));
    if (data !== '\t') this.#tabs = 0;
    if (this.#search && this.#searching(data)) return;
    const key = KEYS[data];
    if (key) return this.#key(key);
    if (data.startsWith('\u001b')) return;
    // Typed ahead or by a tool: several keys at once.
    if (data.length > 1 && /[\r\n\t\u0003]/.test(data)) {
      for (const part of data.match(/[\r\n\t\u0003]|[^\r\n\t\u0003]+/g) ?? []) await this.#take(part === '\n' ? '\r' : part);
      return;
    }
    // eslint-disable-next-line no-control-regex
    this.insert(data.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ''));
  }

  insert(text: string): void {
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor);
    this.cursor += text.length;
    if (this.cursor === this.text.length && !text.includes('\n') && this.#fits(text)) this.host.write(text);
    else this.draw();
  }

  /** Appending within the row needs no new drawing. */
  #fits(text: string): boolean {
    const line = (this.text.includes('\n') ? CONTINUED + this.text.slice(this.text.lastIndexOf('\n') + 1) : this.host.prompt() + this.text);
    const width = widthOf(line);
    return Math.floor((width - widthOf(text)) / this.host.columns()) === Math.floor(width / this.host.columns());
  }

  async #key(key: Key): Promise<void> {
    const { text, cursor } = this;
    switch (key) {
      case 'enter': return this.#enter();
      case 'interrupt': this.cursor = text.length; this.draw(); this.host.write('^C\r\n'); return this.start();
      case 'end-of-input': if (text === '') return this.host.end(); return this.#remove(cursor, this.#next());
      case 'backspace': return this.#remove(this.#previous(), cursor);
      case 'delete': return this.#remove(cursor, this.#next());
      case 'left': return this.#move(this.#previous());
      case 'right': return this.#move(this.#next());
      case 'word-left': return this.#move(wordLeft(text, cursor));
      case 'word-right': return this.#move(wordRight(text, cursor));
      case 'home': return this.#move(text.lastIndexOf('\n', cursor - 1) + 1);
      case 'end': { const at = text.indexOf('\n', cursor); return this.#move(at < 0 ? text.length : at); }
      case 'kill-after': return this.#kill(cursor, text.length);
      case 'kill-before': return this.#kill(0, cursor);
      case 'kill-word': return this.#kill(wordLeft(text, cursor), cursor);
      case 'kill-word-after': return this.#kill(cursor, wordRight(text, cursor));
      case 'yank': return this.insert(this.#killed);
      case 'clear': this.host.write(`${CSI}2J${CSI}H`); this.#row = 0; return this.draw();
      case 'up': return this.#recall(this.#at - 1);
      case 'down': return this.#recall(this.#at + 1);
      case 'search': this.#search = { query: '', at: this.host.history().length }; return this.draw();
      case 'tab': return this.#complete();
    }
  }

  #enter(): void {
    if (this.host.isIncomplete(this.text)) { this.cursor = this.text.length; return this.insert('\n'); }
    this.cursor = this.text.length;
    this.draw();
    this.host.write('\r\n');
    this.#row = 0;
    this.#busy = true;
    this.host.submit(this.text);
  }

  #previous(): number { return Math.max(0, this.cursor - ([...this.text.slice(0, this.cursor)].at(-1)?.length ?? 0)); }
  #next(): number { return Math.min(this.text.length, this.cursor + ([...this.text.slice(this.cursor)][0]?.length ?? 0)); }

  #move(to: number): void { this.cursor = Math.max(0, Math.min(this.text.length, to)); this.draw(); }

  #remove(from: number, to: number): void {
    if (from === to) return;
    this.text = this.text.slice(0, from) + this.text.slice(to);
    this.cursor = from;
    this.draw();
  }

  #kill(from: number, to: number): void { this.#killed = this.text.slice(from, to); this.#remove(from, to); }

  #recall(at: number): void {
    const history = this.host.history();
    if (at < 0 || at > history.length) return;
    if (this.#at === history.length) this.#draft = this.text;
    this.#at = at;
    this.text = at === history.length ? this.#draft : history[at]!;
    this.cursor = this.text.length;
    this.draw();
  }

  /** True when the key was the search's. */
  #searching(data: string): boolean {
    const search = this.#search!;
    const find = (from: number): void => {
      const history = this.host.history();
      for (let i = from; i >= 0; i--) if (history[i]?.includes(search.query)) { search.at = i; this.text = history[i]!; this.cursor = this.text.length; break; }
      this.draw();
    };
    if (data === '\u0012') { find(search.at - 1); return true; }
    if (data === '\u007f') { search.query = search.query.slice(0, -1); find(this.host.history().length - 1); return true; }
    if (data === '\u0007' || data === '\u001b') { this.#search = undefined; this.text = ''; this.cursor = 0; this.draw(); return true; }
    // eslint-disable-next-line no-control-regex
    if (!/^[\u0000-\u001f]/.test(data)) { search.query += data; find(Math.min(search.at, this.host.history().length - 1)); return true; }
    this.#search = undefined;
    this.draw();
    return data === '\u0003' ? (this.start(), true) : false;
  }

  async #complete(): Promise<void> {
    const { text, cursor } = this;
    if (text.trim() === '') return;
    this.#busy = true;
    let found: Completion;
    // What cannot be completed (a worker that starts anew) is left as it is typed.
    try { found = await this.host.complete(text, cursor); } catch { return; } finally { this.#busy = false; }
    if (this.text !== text || this.cursor !== cursor) return;
    const { from, candidates } = found;
    if (candidates.length === 0) return;
    const typed = text.slice(from, cursor);
    const common = candidates.reduce((a, b) => { let i = 0; while (i < a.length && a[i] === b[i]) i++; return a.slice(0, i); });
    if (candidates.length === 1 || common.length > typed.length) {
      const whole = candidates.length === 1 && !/[/=:]$/.test(common) ? `${common} ` : common;
      this.text = text.slice(0, from) + whole + text.slice(cursor).replace(candidates.length === 1 ? /^ / : /^$/, '');
      this.cursor = from + whole.length;
      return this.draw();
    }
    if (++this.#tabs < 2) return;
    this.#list(candidates);
  }

  #list(candidates: readonly string[]): void {
    const shown = candidates.slice(0, 200);
    const width = Math.max(...shown.map((c) => c.length)) + 2, columns = Math.max(1, Math.floor(this.host.columns() / width)), rows = Math.ceil(shown.length / columns);
    const lines = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => (shown[column * rows + row] ?? '').padEnd(width)).join('').trimEnd());
    const keep = this.cursor;
    this.cursor = this.text.length;
    this.draw();
    this.cursor = keep;
    this.host.write(`\r\n${lines.join('\r\n')}${candidates.length > shown.length ? `\r\n... and ${candidates.length - shown.length} more` : ''}\r\n`);
    this.#row = 0;
    this.draw();
  }

  /** Draws prompt, text and cursor anew, from the first row of the prompt. */
  draw(): void {
    const columns = this.host.columns();
    const prompt = this.#search ? `(reverse-i-search)\`${this.#search.query}': ` : this.host.prompt();
    const shown = (text: string): string => prompt + text.replaceAll('\n', `\r\n${CONTINUED}`);
    const place = (text: string): { row: number; column: number } => {
      const lines = shown(text).split('\r\n');
      const rows = lines.slice(0, -1).reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
      const width = widthOf(lines.at(-1)!);
      return { row: rows + Math.floor(width / columns), column: width % columns };
    };
    const end = place(this.text), at = place(this.text.slice(0, this.cursor));
    // A row that is just full leaves the cursor on it: step down.
    const full = end.column === 0 && end.row > 0 && !this.text.endsWith('\n') ? '\r\n' : '';
    const up = (rows: number): string => (rows > 0 ? `${CSI}${rows}A` : '');
    this.host.write(`${up(this.#row)}\r${CSI}J${shown(this.text)}${full}${up(end.row - at.row)}\r${at.column > 0 ? `${CSI}${at.column}C` : ''}`);
    this.#row = at.row;
  }
}

type Key = 'enter' | 'interrupt' | 'end-of-input' | 'backspace' | 'delete' | 'left' | 'right' | 'word-left' | 'word-right' | 'home' | 'end' | 'kill-after' | 'kill-before' | 'kill-word' | 'kill-word-after' | 'yank' | 'clear' | 'up' | 'down' | 'search' | 'tab';

const KEYS: Readonly<Record<string, Key>> = {
  '\r': 'enter', '\u0003': 'interrupt', '\u0004': 'end-of-input', '\u007f': 'backspace', '\b': 'backspace', '\u001b[3~': 'delete', '\u001b[D': 'left', '\u0002': 'left', '\u001b[C': 'right', '\u0006': 'right',
  '\u001b[1;5D': 'word-left', '\u001bb': 'word-left', '\u001b[1;3D': 'word-left', '\u001b[1;5C': 'word-right', '\u001bf': 'word-right', '\u001b[1;3C': 'word-right',
  '\u001b[H': 'home', '\u001bOH': 'home', '\u0001': 'home', '\u001b[F': 'end', '\u001bOF': 'end', '\u0005': 'end', '\u000b': 'kill-after', '\u0015': 'kill-before', '\u0017': 'kill-word', '\u001b\u007f': 'kill-word', '\u001bd': 'kill-word-after',
  '\u0019': 'yank', '\u000c': 'clear', '\u001b[A': 'up', '\u001bOA': 'up', '\u0010': 'up', '\u001b[B': 'down', '\u001bOB': 'down', '\u000e': 'down', '\u0012': 'search', '\t': 'tab',
};

const wordLeft = (text: string, from: number): number => { const m = /[\w.\-:]+\W*$|\W+$/.exec(text.slice(0, from)); return m ? m.index : 0; };
const wordRight = (text: string, from: number): number => { const m = /^\W*[\w.\-:]+|^\W+/.exec(text.slice(from)); return from + (m?.[0].length ?? 0); };
