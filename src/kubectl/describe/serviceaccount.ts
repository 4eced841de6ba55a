import type { ServiceAccount } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { eventsOf, metadataLines } from './parts.ts';

const TITLE = 'Image pull secrets:';

export const serviceAccountDescriber: Describer = {
  group: '', kind: 'ServiceAccount',
  *describe(context, object, out) {
    metadataLines(out, object);
    const secrets = (object as ServiceAccount).imagePullSecrets ?? [];
    if (secrets.length === 0) out.line(0, `${TITLE}\t<none>`);
    secrets.forEach(({ name = '' }, i) => out.line(0, `${i === 0 ? TITLE : ' '.repeat(TITLE.length)}\t${name}`));
    yield* eventsOf(context, object, out);
  },
};
