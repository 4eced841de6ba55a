/** A shell's patterns: `*`, `?`, `[a-z]`; a backslash takes the meaning away. */
export const fits = (text: string, pattern: string): boolean => new RegExp(`^${source(pattern)}$`, 's').test(text);

function source(pattern: string): string {
  return pattern.replace(/\\([\s\S])|\[!?[^\]]+\]|[\s\S]/g, (piece, escaped?: string) => {
    if (escaped !== undefined) return quote(escaped);
    if (piece === '*') return '.*';
    if (piece === '?') return '.';
    if (piece.length > 1) return piece.replace(/^\[!/, '[^').replace(/\\/g, '\\\\');
    return quote(piece);
  });
}

const quote = (letter: string): string => letter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
