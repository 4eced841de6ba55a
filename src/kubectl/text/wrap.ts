/** Text in lines of at most `width` characters, each after `indent`; line ends of the text stay. */
export function wrapped(text: string, width: number, indent: string): string {
  return text.split('\n').map((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/[ \t]+/)) {
      if (line === '') line = word;
      else if (line.length + 1 + word.length > width) { lines.push(line); line = word; }
      else line += ` ${word}`;
    }
    lines.push(line);
    return lines.map((one) => `${indent}${one}`).join('\n');
  }).join('\n');
}
