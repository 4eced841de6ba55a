/**
 * The unified diff of two values printed as Go prints them (JSON, indented by one space), which some refusals quote.
 * Values must carry Go's field names in Go's order.
 */
const CONTEXT = 3;

export function goDiff(before: unknown, after: unknown): string {
  return unifiedDiff(JSON.stringify(before, null, 1).split('\n'), JSON.stringify(after, null, 1).split('\n'));
}

interface Line { readonly mark: ' ' | '-' | '+'; readonly text: string }

function unifiedDiff(a: readonly string[], b: readonly string[]): string {
  const lines = align(a, b);
  let out = '';
  for (let i = 0; i < lines.length;) {
    if (lines[i]!.mark === ' ') { i++; continue; }
    const start = Math.max(0, i - CONTEXT);
    let end = i, quiet = 0;
    while (end < lines.length && quiet <= 2 * CONTEXT) quiet = lines[end++]!.mark === ' ' ? quiet + 1 : 0;
    end -= Math.max(0, quiet - CONTEXT);
    out += hunk(lines, start, end);
    i = end;
  }
  return out;
}

function hunk(lines: readonly Line[], start: number, end: number): string {
  const count = (from: number, to: number, mark: '-' | '+'): number => lines.slice(from, to).filter((l) => l.mark === ' ' || l.mark === mark).length;
  const range = (mark: '-' | '+'): string => {
    const first = count(0, start, mark) + 1, length = count(start, end, mark);
    return length === 1 ? String(first) : `${length === 0 ? first - 1 : first},${length}`;
  };
  return `@@ -${range('-')} +${range('+')} @@\n${lines.slice(start, end).map((l) => `${l.mark}${l.text}\n`).join('')}`;
}

/** Longest common subsequence; the texts are a few dozen lines. */
function align(a: readonly string[], b: readonly string[]): Line[] {
  const common: number[][] = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const lines: Line[] = [];
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { lines.push({ mark: ' ', text: a[i++]! }); j++; }
    else if (i < a.length && (j >= b.length || common[i + 1]![j]! >= common[i]![j + 1]!)) lines.push({ mark: '-', text: a[i++]! });
    else lines.push({ mark: '+', text: b[j++]! });
  }
  return lines;
}
