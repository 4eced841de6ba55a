/** The difference of two texts as `diff -u` prints it; '' for equal ones. */
const CONTEXT = 3;

export function unifiedDiff(before: string, after: string, beforeName: string, afterName: string): string {
  if (before === after) return '';
  const a = linesOf(before), b = linesOf(after);
  const edits = editsOf(a, b);
  let out = `--- ${beforeName}\n+++ ${afterName}\n`;
  for (const [from, to] of hunks(edits)) {
    let oldStart = 0, newStart = 0;
    for (const { kind } of edits.slice(0, from)) { if (kind !== '+') oldStart++; if (kind !== '-') newStart++; }
    const part = edits.slice(from, to);
    const oldCount = part.filter(({ kind }) => kind !== '+').length, newCount = part.filter(({ kind }) => kind !== '-').length;
    out += `@@ -${range(oldStart, oldCount)} +${range(newStart, newCount)} @@\n${part.map(({ kind, line }) => `${kind}${line}\n`).join('')}`;
  }
  return out;
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const range = (start: number, count: number): string => (count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`);

interface Edit { readonly kind: ' ' | '-' | '+'; readonly line: string }

/** Shortest edits by the longest common subsequence; what is removed stands before what is added. */
function editsOf(a: readonly string[], b: readonly string[]): Edit[] {
  const length: Uint32Array[] = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) length[i]![j] = a[i] === b[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
  }
  const edits: Edit[] = [];
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { edits.push({ kind: ' ', line: a[i]! }); i++; j++; }
    else if (i < a.length && (j >= b.length || length[i + 1]![j]! >= length[i]![j + 1]!)) edits.push({ kind: '-', line: a[i++]! });
    else edits.push({ kind: '+', line: b[j++]! });
  }
  return edits;
}

/** Ranges of edits with three lines of context around changes. */
function hunks(edits: readonly Edit[]): [number, number][] {
  const found: [number, number][] = [];
  edits.forEach(({ kind }, i) => {
    if (kind === ' ') return;
    const from = Math.max(0, i - CONTEXT), to = Math.min(edits.length, i + CONTEXT + 1);
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  });
  return found;
}
