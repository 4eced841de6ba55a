import type { ConfigMap } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { eventsOf, metadataLines, sortedEntries } from './parts.ts';

export const configMapDescriber: Describer = {
  group: '', kind: 'ConfigMap',
  *describe(context, object, out) {
    const { data, binaryData } = object as ConfigMap;
    metadataLines(out, object);
    out.write(0, '\nData\n====\n');
    for (const [key, value] of sortedEntries(data)) out.write(0, `${key}:\n----\n${value}\n\n`);
    out.write(0, '\nBinaryData\n====\n');
    for (const [key, value] of sortedEntries(binaryData)) out.write(0, `${key}: ${base64Bytes(value)} bytes\n`);
    out.write(0, '\n');
    yield* eventsOf(context, object, out);
  },
};

const base64Bytes = (text: string): number => (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
