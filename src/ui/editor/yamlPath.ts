/** Where in a document the cursor stands: the path of keys that lead there, read from the indentation alone, so that half-typed text will do. */
export interface Place {
  /** Keys from the root; `[]` for an item of a list. Leads to the mapping the cursor is in, or to the value it is at. */
  readonly path: readonly string[];
  /** After `key: ` on its line: a value is being typed. */
  readonly inValue: boolean;
  /** Columns before the key that is (or would be) at the cursor. */
  readonly indent: number;
  /** Keys the mapping has besides the one at the cursor. */
  readonly siblings: ReadonlySet<string>;
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
}

interface Entry { readonly indent: number; /** undefined: a dash. */ readonly key?: string; readonly value: string }

const blank = (line: string): boolean => /^\s*(#|$)/.test(line);

/** `  - name: x` -> a dash at 2 and `name` at 4. */
function entriesOf(line: string): Entry[] {
  const entries: Entry[] = [];
  let at = line.length - line.trimStart().length;
  while (/^-(\s|$)/.test(line.slice(at))) {
    entries.push({ indent: at, value: '' });
    const rest = line.slice(at + 1);
    at += 1 + (rest.length - rest.trimStart().length);
  }
  const m = /^("[^"]*"|'[^']*'|[^\s:#'"][^:#]*?):(?:\s+(.*)|$)/.exec(line.slice(at));
  if (m) entries.push({ indent: at, key: m[1]!.replace(/^["']|["']$/g, ''), value: (m[2] ?? '').trim() });
  return entries;
}

/** `line` and `column` count from 0. */
export function placeAt(lines: readonly string[], line: number, column: number): Place {
  let top = line, bottom = line;
  while (top > 0 && !/^---(\s|$)/.test(lines[top - 1]!)) top--;
  while (bottom + 1 < lines.length && !/^---(\s|$)/.test(lines[bottom + 1]!)) bottom++;
  const root = (key: string): string | undefined => { for (let i = top; i <= bottom; i++) { const m = new RegExp(`^${key}:\\s*["']?([^"'\\s#]+)`).exec(lines[i]!); if (m) return m[1]; } return undefined; };

  const before = lines[line]!.slice(0, column);
  const own = entriesOf(lines[line]!);
  const ownKey = own.find((e) => e.key !== undefined);
  const inValue = /^\s*(?:-\s+)*[^\s:#][^:#]*:\s/.test(before);
  const dashes = own.filter((e) => e.key === undefined);
  const lead = /^\s*(?:-\s+)*/.exec(before)![0];
  const indent = ownKey ? ownKey.indent : lead.length;

  const path: string[] = [];
  let at = indent;
  let mayEqual = false;
  const take = (entries: readonly Entry[]): void => {
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i]!;
      if (entry.key === undefined) {
        if (entry.indent < at) { path.unshift('[]'); at = entry.indent; mayEqual = true; }
      } else if (entry.indent < at || (mayEqual && entry.indent === at)) {
        path.unshift(entry.key);
        at = entry.indent;
        mayEqual = false;
      }
    }
  };
  if (inValue && ownKey) path.push(ownKey.key!);
  // A scalar item of a list is at the item itself.
  take(dashes.filter((e) => e.indent < indent));
  for (let i = line - 1; i >= top && (at > 0 || mayEqual); i--) if (!blank(lines[i]!)) take(entriesOf(lines[i]!));
  return { path, inValue, indent, siblings: siblingsOf(lines, line, indent, top, bottom), apiVersion: root('apiVersion'), kind: root('kind') };
}

function siblingsOf(lines: readonly string[], line: number, indent: number, top: number, bottom: number): Set<string> {
  const found = new Set<string>();
  /** False when the mapping ends here. */
  const look = (i: number, up: boolean): boolean => {
    if (blank(lines[i]!)) return true;
    const entries = entriesOf(lines[i]!);
    const key = entries.find((e) => e.key !== undefined);
    const start = lines[i]!.length - lines[i]!.trimStart().length;
    if (key?.indent === indent && (up || start === indent)) found.add(key.key!);
    return start >= indent;
  };
  const startsItem = entriesOf(lines[line]!).some((e) => e.key === undefined);
  if (!startsItem) for (let i = line - 1; i >= top && look(i, true); i--);
  for (let i = line + 1; i <= bottom && look(i, false); i++);
  return found;
}
