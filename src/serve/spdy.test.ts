import { constants, createDeflate, createInflate, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { SpdySession, type SpdyStream } from './spdy.ts';
import { SPDY_DICTIONARY } from './spdy-dictionary.ts';

it('has the dictionary that peers have', () => {
  // The checksum of the dictionary follows zlib's own header; SPDY/3's is known.
  expect(deflateSync('x', { dictionary: SPDY_DICTIONARY, level: 9 }).subarray(2, 6).toString('hex')).toBe('e3c6a7c2');
});

const u32 = (...values: number[]): Buffer => { const b = Buffer.alloc(values.length * 4); values.forEach((v, i) => b.writeUInt32BE(v >>> 0, i * 4)); return b; };
const control = (type: number, flags: number, body: Buffer): Buffer => Buffer.concat([u32(0x80030000 | type, (flags << 24) | body.length), body]);
const text = (value: string): Buffer => Buffer.concat([u32(value.length), Buffer.from(value)]);

function through(stream: ReturnType<typeof createDeflate> | ReturnType<typeof createInflate>, chunk: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const keep = (part: Buffer): void => { parts.push(part); };
    stream.on('data', keep);
    stream.write(chunk, () => { stream.off('data', keep); resolve(Buffer.concat(parts)); });
  });
}

it('opens streams, carries data both ways and ends them', async () => {
  const deflate = createDeflate({ dictionary: SPDY_DICTIONARY, flush: constants.Z_SYNC_FLUSH });
  const frames: Buffer[] = [];
  const streams: SpdyStream[] = [];
  const got: string[] = [];
  const session = new SpdySession((frame) => { frames.push(Buffer.from(frame)); }, (stream) => {
    streams.push(stream);
    stream.onData = (chunk) => { got.push(Buffer.from(chunk).toString()); stream.write(Buffer.from('pong')); };
    stream.onEnd = (reset) => { got.push(reset ? 'reset' : 'end'); stream.end(); };
  });
  const headers = async (...pairs: string[][]): Promise<Buffer> => through(deflate, Buffer.concat([u32(pairs.length), ...pairs.flat().map(text)]));
  const open = async (id: number, type: string): Promise<Buffer> => control(1, 0, Buffer.concat([u32(id, 0), Buffer.alloc(2), await headers(['Streamtype', type], ['Port', '80'], ['Requestid', '0'])]));
  const bytes = Buffer.concat([await open(1, 'error'), await open(3, 'data'), u32(3, 4), Buffer.from('ping'), u32(3, 1 << 24), control(6, 0, u32(7))]);
  // In odd pieces, as a network may deliver them.
  for (let at = 0; at < bytes.length; at += 7) session.receive(bytes.subarray(at, at + 7));
  await expect.poll(() => got).toEqual(['ping', 'end']);
  expect(streams.map((s) => [s.id, s.headers.get('streamtype'), s.headers.get('port')])).toEqual([[1, 'error', '80'], [3, 'data', '80']]);
  const kinds = (): string[] => frames.map((f) => (f[0]! & 0x80 ? `control ${f.readUInt16BE(2)}` : `data ${f.readUInt32BE(0)} ${f[4]} ${f.subarray(8).toString()}`));
  await expect.poll(kinds).toEqual(['control 2', 'control 2', 'data 3 0 pong', 'control 9', 'control 9', 'data 3 1 ', 'control 6']);

  const inflate = createInflate({ dictionary: SPDY_DICTIONARY, flush: constants.Z_SYNC_FLUSH });
  expect(await through(inflate, frames[0]!.subarray(12))).toEqual(u32(0));
});
