import type { IncomingMessage } from 'node:http';
import type { HeaderLines } from '../rest/handler.ts';

/** The lines of a header as they came, in order. */
export function headerLines({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): HeaderLines {
  return (name) => rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === name);
}
