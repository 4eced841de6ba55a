/** A shell that somebody types into: a line at a time, with a prompt and echo on a terminal, without on a pipe. */
import type { Process, Streams } from '../rest/kubelet.ts';

const PROMPT = '/ # ';
const encoder = new TextEncoder();

export class ShellSession implements Process {
  #line = '';
  #code = 0;
  #over = false;
  readonly #decoder = new TextDecoder();

  /** `run` gives a line's exit code. */
  constructor(private readonly tty: boolean, private readonly streams: Streams, private readonly run: (line: string) => number) {
    this.#say(PROMPT);
  }

  stdin(chunk: Uint8Array): void {
    for (const letter of this.#decoder.decode(chunk, { stream: true })) this.#type(letter);
  }

  closeStdin(): void {
    if (this.#line !== '') this.#enter();
    this.#exit(this.#code);
  }

  resize(): void { /* nothing here is as wide as a screen */ }
  kill(): void { this.#over = true; }

  #type(letter: string): void {
    if (this.#over) return;
    if (letter === '\r' || letter === '\n') { this.#say('\r\n'); this.#enter(); this.#say(PROMPT); }
    else if (this.tty && letter === '\u0003') { this.#line = ''; this.#say(`^C\r\n${PROMPT}`); }
    else if (this.tty && letter === '\u0004') { if (this.#line === '') this.#exit(this.#code); }
    else if (this.tty && (letter === '\u007f' || letter === '\b')) { if (this.#line !== '') { this.#line = this.#line.slice(0, -1); this.#say('\b \b'); } }
    else { this.#line += letter; this.#say(letter); }
  }

  #enter(): void {
    const line = this.#line.trim();
    this.#line = '';
    const exit = /^exit(?:\s+(\d+))?$/.exec(line);
    if (exit) this.#exit(exit[1] === undefined ? this.#code : Number(exit[1]) & 255);
    else if (line !== '') this.#code = this.run(line);
  }

  /** Only a terminal is talked to beside the commands' own output. */
  #say(text: string): void { if (this.tty && !this.#over) this.streams.stdout(encoder.encode(text)); }

  #exit(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.streams.exit({ code });
  }
}
