/**
 * As much of SPDY/3.1 as a port-forward needs: streams that the client opens, with headers and data both ways
 * (https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/). Headers are compressed with one context a
 * direction for the whole session.
 */
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { SPDY_DICTIONARY } from './spdy-dictionary.ts';

const SYN_STREAM = 1, SYN_REPLY = 2, RST_STREAM = 3, SETTINGS = 4, PING = 6, GOAWAY = 7, HEADERS = 8, WINDOW_UPDATE = 9;
const FLAG_FIN = 1;
const CANCEL = 5;

export interface SpdyStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  onData: (chunk: Uint8Array) => void;
  /** The client sends no more (`reset`: and wants none either). */
  onEnd: (reset: boolean) => void;
  write(chunk: Uint8Array): void;
  end(): void;
  reset(): void;
}

export class SpdySession {
  readonly #streams = new Map<number, SpdyStream>();
  #buffer: Buffer = Buffer.alloc(0);
  readonly #inflate: Inflate = createInflate({ dictionary: SPDY_DICTIONARY, flush: constants.Z_SYNC_FLUSH });
  readonly #deflate: Deflate = createDeflate({ dictionary: SPDY_DICTIONARY, flush: constants.Z_SYNC_FLUSH });
  /** Frames are handled one after the other: decompression answers later. */
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly send: (frame: Uint8Array) => void, private readonly onStream: (stream: SpdyStream) => void) {}

  receive(chunk: Buffer): void {
    this.#buffer = this.#buffer.length ? Buffer.concat([this.#buffer, chunk]) : chunk;
    while (this.#buffer.length >= 8) {
      const length = this.#buffer.readUInt32BE(4) & 0xffffff;
      if (this.#buffer.length < 8 + length) return;
      const frame = this.#buffer.subarray(0, 8 + length);
      this.#buffer = this.#buffer.subarray(8 + length);
      this.#queue = this.#queue.then(() => this.#handle(frame));
    }
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.onEnd(true);
    this.#streams.clear();
  }

  async #handle(frame: Buffer): Promise<void> {
    const flags = frame[4]!;
    const body = frame.subarray(8);
    if ((frame[0]! & 0x80) === 0) return this.#data(frame.readUInt32BE(0) & 0x7fffffff, flags, body);
    switch (frame.readUInt16BE(2)) {
      case SYN_STREAM: return this.#open(body, flags);
      case RST_STREAM: {
        const id = body.readUInt32BE(0) & 0x7fffffff;
        this.#streams.get(id)?.onEnd(true);
        this.#streams.delete(id);
        return;
      }
      case PING: this.send(frame); return;
      case HEADERS: await this.#headers(body.subarray(4)); return;
      case GOAWAY: this.close(); return;
      case SETTINGS: case WINDOW_UPDATE: default:
    }
  }

  #data(id: number, flags: number, body: Buffer): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    if (body.length) {
      stream.onData(body);
      // What was taken is given back at once: the cluster's own programs are the limit, not this pipe.
      for (const window of [0, id]) this.#control(WINDOW_UPDATE, 0, words(window, body.length));
    }
    if (flags & FLAG_FIN) stream.onEnd(false);
  }

  async #open(body: Buffer, flags: number): Promise<void> {
    const id = body.readUInt32BE(0) & 0x7fffffff;
    const headers = await this.#headers(body.subarray(10));
    const stream: SpdyStream = {
      id, headers, onData: () => {}, onEnd: () => {},
      write: (chunk) => { if (chunk.length) this.send(Buffer.concat([words(id, chunk.length & 0xffffff), chunk])); },
      end: () => this.send(words(id, (FLAG_FIN << 24) >>> 0)),
      reset: () => { this.#streams.delete(id); this.#control(RST_STREAM, 0, words(id, CANCEL)); },
    };
    this.#streams.set(id, stream);
    this.#control(SYN_REPLY, 0, Buffer.concat([words(id), await this.#compress(words(0))]));
    this.onStream(stream);
    if (flags & FLAG_FIN) stream.onEnd(false);
  }

  #control(type: number, flags: number, body: Uint8Array): void {
    const head = Buffer.alloc(8);
    head.writeUInt16BE(0x8003, 0);
    head.writeUInt16BE(type, 2);
    head.writeUInt32BE(((flags << 24) | body.length) >>> 0, 4);
    this.send(Buffer.concat([head, body]));
  }

  async #headers(block: Buffer): Promise<Map<string, string>> {
    const plain = await through(this.#inflate, block);
    const headers = new Map<string, string>();
    const count = plain.readUInt32BE(0);
    let at = 4;
    const text = (): string => {
      const length = plain.readUInt32BE(at);
      const value = plain.toString('utf8', at + 4, at + 4 + length);
      at += 4 + length;
      return value;
    };
    for (let i = 0; i < count; i++) {
      const name = text().toLowerCase();
      headers.set(name, text());
    }
    return headers;
  }

  #compress(plain: Buffer): Promise<Buffer> { return through(this.#deflate, plain); }
}

const words = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => buffer.writeUInt32BE(value >>> 0, i * 4));
  return buffer;
};

/** What a chunk becomes in a stream that flushes after every write. */
function through(stream: Inflate | Deflate, chunk: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const onData = (part: Buffer): void => { parts.push(part); };
    stream.on('data', onData);
    stream.write(chunk, (error) => {
      stream.off('data', onData);
      if (error) reject(error);
      else resolve(Buffer.concat(parts));
    });
  });
}
