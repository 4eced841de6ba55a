/** Text in lines of at most `width` characters, each after `indent`; line ends of the text stay. */
export function wrapped(text: string, width: number, indent: string): string {
  return text.split('\n').map((paragraph) => {
    const lines: string[] = [];
    const lead = /^[ \t]*/.exec(paragraph)![0];
    let line = lead;
    for (const word of paragraph.slice(lead.length).split(/[ \t]+/)) {
      if (line === '' || line === lead) line += word;
      else if (line.length + 1 + word.length > width) { lines.push(line); line = word; }
      else line += ` ${word}`;
    }
    lines.push(line);
    return lines.map((one) => `${indent}${one}`).join('\n');
  }).join('\n');
}
