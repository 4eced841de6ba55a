/** Lines typed in any terminal, oldest first, kept in the browser. */
const KEY = 'bottleship.history';
const MOST = 1000;

let lines: string[] | undefined;

export const history = {
  lines(): readonly string[] {
    if (!lines) {
      try { const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]'); lines = Array.isArray(kept) ? kept.filter((line) => typeof line === 'string') : []; } catch { lines = []; }
    }
    return lines;
  },
  add(line: string): void {
    if (line.startsWith(' ') || line === history.lines().at(-1)) return;
    lines = [...history.lines(), line].slice(-MOST);
    try { localStorage.setItem(KEY, JSON.stringify(lines)); } catch { /* lasts for the visit */ }
  },
};
