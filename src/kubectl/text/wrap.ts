/**
 * Text in lines of at most `width` characters, each after `indent`; line ends of the text stay, and so do spaces within a line.
 * A line is broken where a word would pass its end, at the moment it does (as the library behind `kubectl explain` wraps).
 */
export function wrapped(text: string, width: number, indent: string): string {
  let out = '', spaces = '', word = '';
  let column = 0;
  const flush = (): void => {
    column += spaces.length + word.length;
    out += spaces + word;
    spaces = '';
    word = '';
  };
  for (const char of text) {
    if (char === '\n') {
      if (word !== '' || column + spaces.length <= width) flush();
      spaces = '';
      out += '\n';
      column = 0;
    } else if (/[ \t\r\f\v]/.test(char)) {
      if (spaces === '' || word !== '') flush();
      spaces += char;
    } else {
      word += char;
      if (column + spaces.length + word.length > width && word.length < width) {
        out += '\n';
        column = 0;
        spaces = '';
      }
    }
  }
  if (word !== '' || column + spaces.length <= width) out += spaces + word;
  return out.split('\n').map((line) => `${indent}${line}`).join('\n');
}
