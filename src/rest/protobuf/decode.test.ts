import protobuf from 'protobufjs/minimal.js';
import { expect, test } from 'vitest';
import { decodeBytes } from '../../engine/api/base64.ts';
import { StatusError } from '../../engine/api/errors.ts';
import bodies from './bodies.fixture.json';
import { protobufDecoder, type MessageTable } from './decode.ts';
import table from './messages.gen.json';
import { formatTime } from './times.ts';

const decode = protobufDecoder(table as unknown as MessageTable);

/** A body as a client makes it. */
function body(apiVersion: string, kind: string, object: protobuf.Writer): Uint8Array {
  const typeMeta = protobuf.Writer.create().uint32(10).string(apiVersion).uint32(18).string(kind).finish();
  const unknown = protobuf.Writer.create().uint32(10).bytes(typeMeta).uint32(18).bytes(object.finish()).finish();
  return Uint8Array.from([0x6b, 0x38, 0x73, 0, ...unknown]);
}
const message = (number: number, inner: protobuf.Writer): protobuf.Writer => protobuf.Writer.create().uint32(number * 8 + 2).bytes(inner.finish());

test.each(bodies.map((sample) => [sample.path, sample] as const))('what kubectl sent to %s', (_path, sample) => {
  expect(decode(Uint8Array.from(decodeBytes(sample.protobuf)!))).toEqual(sample.json);
});

test('options may come under the apiVersion of the resource', () => {
  const options = protobuf.Writer.create().uint32(8).int64(-1).uint32(34).string('Foreground');
  expect(decode(body('policy/v1', 'DeleteOptions', options))).toEqual({ apiVersion: 'policy/v1', kind: 'DeleteOptions', gracePeriodSeconds: -1, propagationPolicy: 'Foreground' });
});

test('raw JSON, micro times and unknown fields', () => {
  const revision = protobuf.Writer.create().uint32(18).bytes(protobuf.Writer.create().uint32(10).bytes(new TextEncoder().encode('{"a":[1]}')).finish()).uint32(24).int64(7).uint32(8000).int32(1);
  expect(decode(body('apps/v1', 'ControllerRevision', revision))).toEqual({ apiVersion: 'apps/v1', kind: 'ControllerRevision', data: { a: [1] }, revision: 7 });
  const renewTime = protobuf.Writer.create().uint32(8).int64(1767225600).uint32(16).int32(123456000);
  expect(decode(body('coordination.k8s.io/v1', 'Lease', message(2, message(4, renewTime))))).toMatchObject({ spec: { renewTime: '2026-01-01T00:00:00.123456Z' } });
  expect(formatTime(0)).toBe('1970-01-01T00:00:00Z');
});

test('what is no Kubernetes protobuf is refused', () => {
  const refusal = (bytes: Uint8Array): string => {
    try {
      decode(bytes);
    } catch (error) {
      if (error instanceof StatusError) return error.message;
      throw error;
    }
    return 'taken';
  };
  expect(refusal(new TextEncoder().encode('{"kind":"Pod"}'))).toBe('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  expect(refusal(Uint8Array.from(decodeBytes(bodies[0]!.protobuf)!.slice(0, 40)))).toBe('unexpected EOF');
  expect(refusal(body('example.com/v1', 'Nothing', protobuf.Writer.create()))).toContain('no kind "Nothing" is registered');
});
