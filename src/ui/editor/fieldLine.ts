/** Finds the line of a field in block YAML, so that an error about `spec.containers[0].image` stands where the field does. */

/** A document of a text, and the 0-based line at which it begins. */
export interface Document { readonly line: number; readonly text: string }

/** The documents of a text; empty ones are left out. */
export function splitDocuments(text: string): Document[] {
  const documents: Document[] = [];
  const lines = text.split('\n');
  let from = 0;
  const push = (to: number): void => {
    const part = lines.slice(from, to);
    if (part.some((line) => line.trim() && !line.trimStart().startsWith('#'))) documents.push({ line: from, text: part.join('\n') });
  };
  lines.forEach((line, i) => { if (/^---(\s|$)/.test(line)) { push(i); from = i + 1; } });
  push(lines.length);
  return documents;
}

/** `spec.ports[0].port`, `metadata.labels[app]` -> steps. */
const steps = (path: string): (string | number)[] => [...path.matchAll(/\[(\d+)\]|\[((?:"[^"]*"|[^\]"])*)\]|([^.[\]]+)/g)].map((m) => (m[1] !== undefined ? Number(m[1]) : m[2] ?? m[3]!));

/**
 * The 0-based line of the field in the document's text; of its nearest parent that is there, when the field is not.
 */
export function fieldLine(text: string, path: string): number {
  const lines = text.split('\n');
  let from = 0, to = lines.length, found = lines.findIndex((l) => l.trim() && !l.trimStart().startsWith('#'));
  for (const step of steps(path)) {
    const at = typeof step === 'number' ? item(lines, from, to, step) : /^\w+=/.test(step) ? itemWith(lines, from, to, step) : key(lines, from, to, step);
    if (!at) break;
    found = at.line;
    from = at.from;
    to = at.to;
  }
  return Math.max(0, found);
}

interface Span { readonly line: number; readonly from: number; readonly to: number }

const blank = (line: string): boolean => !line.trim() || line.trimStart().startsWith('#');
const indentOf = (line: string): number => line.length - line.trimStart().length;
/** Columns before the first key of an item: `- name: x` has its keys two further in. */
const keyIndent = (line: string): number => { const m = /^(\s*(?:-\s+)*)/.exec(line)!; return m[1]!.length; };

function key(lines: readonly string[], from: number, to: number, name: string): Span | undefined {
  let indent = -1;
  for (let i = from; i < to; i++) {
    const line = lines[i]!;
    if (blank(line)) continue;
    const at = keyIndent(line);
    if (indent < 0) indent = at;
    if (at !== indent) continue;
    const m = /^["']?([^"':]+|[^"']+)["']?\s*:(\s|$)/.exec(line.slice(at));
    if (m?.[1]?.trim() !== name) continue;
    let end = i + 1;
    while (end < to && (blank(lines[end]!) || indentOf(lines[end]!) > indent || (indentOf(lines[end]!) === indent && lines[end]!.trimStart().startsWith('- ')))) end++;
    return { line: i, from: i + 1, to: end };
  }
  return undefined;
}

function item(lines: readonly string[], from: number, to: number, index: number): Span | undefined {
  let indent = -1, seen = -1;
  for (let i = from; i < to; i++) {
    const line = lines[i]!;
    if (blank(line) || !/^\s*-(\s|$)/.test(line)) continue;
    if (indent < 0) indent = indentOf(line);
    if (indentOf(line) !== indent || ++seen !== index) continue;
    let end = i + 1;
    while (end < to && (blank(lines[end]!) || indentOf(lines[end]!) > indent)) end++;
    return { line: i, from: i, to: end };
  }
  return undefined;
}

/** The item that server-side apply names by its keys: `name="web"`, `containerPort=80,protocol="TCP"`. */
function itemWith(lines: readonly string[], from: number, to: number, keys: string): Span | undefined {
  const wanted = [...keys.matchAll(/(\w+)=(?:"([^"]*)"|([^,]+))/g)].map((m) => ({ name: m[1]!, value: m[2] ?? m[3]! }));
  for (let index = 0; ; index++) {
    const span = item(lines, from, to, index);
    if (!span) return undefined;
    const has = ({ name, value }: { name: string; value: string }): boolean => {
      const found = key(lines, span.from, span.to, name);
      return found !== undefined && lines[found.line]!.replace(/^.*?:\s*/, '').replace(/^["']|["']$|\s+#.*$/g, '').trim() === value;
    };
    // Keys with a default may be left out of the text: one that is there and fits will do.
    if (wanted.some(has)) return span;
  }
}
