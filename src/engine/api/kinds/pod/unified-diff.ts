/** A unified diff with three lines around each change, without names of files. */
const CONTEXT = 3;

type Edit = { readonly mark: ' ' | '-' | '+'; readonly text: string };

export function unifiedDiff(a: readonly string[], b: readonly string[]): string {
  const edits = compare(a, b);
  let out = '';
  let i = 0;
  while (i < edits.length) {
    while (i < edits.length && edits[i]!.mark === ' ') i++;
    if (i === edits.length) break;
    const start = Math.max(0, i - CONTEXT);
    let end = i, quiet = 0;
    for (let n = i; n < edits.length && quiet <= 2 * CONTEXT; n++) {
      if (edits[n]!.mark === ' ') quiet++;
      else { quiet = 0; end = n + 1; }
    }
    const stop = Math.min(edits.length, end + CONTEXT);
    out += hunk(edits, start, stop);
    i = stop;
  }
  return out;
}

function hunk(edits: readonly Edit[], start: number, stop: number): string {
  const before = edits.slice(0, start), within = edits.slice(start, stop);
  const count = (list: readonly Edit[], skip: string): number => list.filter((e) => e.mark !== skip).length;
  const range = (skip: string): string => {
    const first = count(before, skip) + 1, length = count(within, skip);
    return length === 1 ? String(first) : `${length === 0 ? first - 1 : first},${length}`;
  };
  return `@@ -${range('+')} +${range('-')} @@\n${within.map((e) => `${e.mark}${e.text}\n`).join('')}`;
}

/** The longest common subsequence, after what is equal at both ends is set aside. */
function compare(a: readonly string[], b: readonly string[]): Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const x = a.slice(head, a.length - tail), y = b.slice(head, b.length - tail);
  const longest: number[][] = Array.from({ length: x.length + 1 }, () => Array.from({ length: y.length + 1 }, () => 0));
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) longest[i]![j] = x[i] === y[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
  }
  const same = (list: readonly string[]): Edit[] => list.map((text) => ({ mark: ' ', text }));
  const middle: Edit[] = [];
  let i = 0, j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { middle.push({ mark: ' ', text: x[i]! }); i++; j++; }
    else if (i < x.length && (j === y.length || longest[i + 1]![j]! >= longest[i]![j + 1]!)) middle.push({ mark: '-', text: x[i++]! });
    else middle.push({ mark: '+', text: y[j++]! });
  }
  return [...same(a.slice(0, head)), ...middle, ...same(a.slice(a.length - tail))];
}
