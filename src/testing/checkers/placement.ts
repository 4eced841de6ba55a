import type { Pod } from '../../engine/api/types.ts';
import type { LogRecord } from '../../engine/store/store.ts';
import { nameOf, type Checker } from './checker.ts';

/** A pod that has a node keeps it for life. */
export const placement: Checker = {
  name: 'placement', when: 'always',
  check({ server: { store } }) {
    const wrong: string[] = [];
    for (const record of store.since(store.compactedRevision) as Iterable<LogRecord>) {
      if (record.table.prefix !== 'pods' || record.type !== 'update') continue;
      const before = (record.previous as Pod).spec?.nodeName, after = (record.value as Pod).spec?.nodeName;
      if (before && before !== after) wrong.push(`${nameOf(record.value as Pod)} went from ${before} to ${after}`);
    }
    return wrong;
  },
};
