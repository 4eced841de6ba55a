import { decodeBytes, utf8Text } from '../../engine/api/base64.ts';
import type { Secret } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { metadataLines, sortedEntries } from './parts.ts';

export const secretDescriber: Describer = {
  group: '', kind: 'Secret',
  describe(_context, object, out) {
    const { type = '', data } = object as Secret;
    metadataLines(out, object);
    out.line(0, `\nType:\t${type}`);
    out.line(0, '\nData\n====');
    for (const [key, value] of sortedEntries(data)) {
      const bytes = decodeBytes(value) ?? [];
      const shown = key === 'token' && type === 'kubernetes.io/service-account-token';
      out.line(0, `${key}:\t${shown ? utf8Text(bytes) : `${bytes.length} bytes`}`);
    }
  },
};
