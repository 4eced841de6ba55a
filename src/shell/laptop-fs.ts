/** The laptop's disk: in memory, with a device file for each terminal whose writes go to its screen. */
import { InMemoryFs, type FileContent, type IFileSystem, type ResolvedCommandContext } from 'just-bash/browser';

export type Stream = 'stdout' | 'stderr';
export type Screen = (text: string, stream: Stream) => void;

type Options = Parameters<IFileSystem['writeFile']>[2];

/** Where people's files are. */
export const HOME = '/home/you';

export class LaptopFs extends InMemoryFs {
  readonly #screens = new Map<string, { readonly screen: Screen; readonly stream: Stream }>();
  #nextTerminal = 0;

  /** A device for each of the two streams; the paths. */
  attach(screen: Screen): { readonly stdout: string; readonly stderr: string } {
    const number = this.#nextTerminal++;
    const paths = { stdout: `/dev/pts/${number}`, stderr: `/dev/pts/${number}e` };
    this.#screens.set(paths.stdout, { screen, stream: 'stdout' });
    this.#screens.set(paths.stderr, { screen, stream: 'stderr' });
    return paths;
  }

  detach(paths: { readonly stdout: string; readonly stderr: string }): void {
    this.#screens.delete(paths.stdout);
    this.#screens.delete(paths.stderr);
  }

  override writeFile(path: string, content: FileContent, options?: Options): Promise<void> {
    return this.#print(path, content, options) ? Promise.resolve() : super.writeFile(path, content, options);
  }

  override appendFile(path: string, content: FileContent, options?: Options): Promise<void> {
    return this.#print(path, content, options) ? Promise.resolve() : super.appendFile(path, content, options);
  }

  #print(path: string, content: FileContent, options: Options): boolean {
    const device = this.#screens.get(path);
    if (!device) return false;
    const text = textOf(content, options);
    if (text !== '') device.screen(text, device.stream);
    return true;
  }
}

const decoder = new TextDecoder();

/** Bytes may come as a string of characters below 256 (`binary`), as the shell passes them on. */
function textOf(content: FileContent, options: Options): string {
  if (typeof content !== 'string') return decoder.decode(content);
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding === 'binary' || encoding === 'latin1' ? fromBytes(content) : content;
}

/** Text out of a string of bytes; a string that has other characters is text already. */
export function fromBytes(given: string | ResolvedCommandContext['stdin']): string {
  const bytes = String(given);
  let beyondAscii = false;
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes.charCodeAt(i);
    if (code > 255) return bytes;
    if (code > 127) beyondAscii = true;
  }
  return beyondAscii ? decoder.decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0))) : bytes;
}
