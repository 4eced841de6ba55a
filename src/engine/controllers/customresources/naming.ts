/**
 * Gives each CustomResourceDefinition the names it asks for, unless another of its group has them, and says so in
 * `status.acceptedNames` and the conditions NamesAccepted and Established (then still False, `Installing`).
 */
import { deepEqual } from '../../api/deep-equal.ts';
import { isConditionTrue } from '../../api/conditions.ts';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../api/resource.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { formatTime } from '../../kernel/time.ts';
import { withCondition, writeStatus, type DefinitionCondition, type DefinitionStatus } from './definitions.ts';

type Names = NonNullable<DefinitionStatus['acceptedNames']>;
type Judged = { names: Names; condition: Omit<DefinitionCondition, 'lastTransitionTime'> };

export const namingCondition = defineController({
  name: 'naming-condition-controller',
  component: 'naming-condition-controller',
  start({ client, queue, informer, now }) {
    const definitions = informer(CUSTOM_RESOURCE_DEFINITIONS);
    const byGroup = definitions.index('group', (crd) => [crd.spec.group]);
    /** A name that is given up may be what another waits for. */
    const othersLater = (crd: CustomResourceDefinition): void => {
      for (const other of byGroup.get(crd.spec.group)) if (other.metadata.name !== crd.metadata.name && !isConditionTrue(other.status?.conditions, 'NamesAccepted')) queue.add(other.metadata.name!);
    };
    definitions.addHandler({
      onAdd: (crd) => queue.add(crd.metadata.name!),
      onUpdate(crd, old) {
        queue.add(crd.metadata.name!);
        if (!deepEqual(crd.status?.acceptedNames, old.status?.acceptedNames)) othersLater(crd);
      },
      onDelete: othersLater,
    });

    const judge = (crd: CustomResourceDefinition): Judged => {
      const resources = new Set<string>(), kinds = new Set<string>();
      for (const other of byGroup.get(crd.spec.group)) {
        if (other.metadata.name === crd.metadata.name) continue;
        const { plural, singular, shortNames = [], kind, listKind } = other.status?.acceptedNames ?? { plural: '', kind: '' };
        for (const name of [plural, singular, ...shortNames]) if (name) resources.add(name);
        for (const name of [kind, listKind]) if (name) kinds.add(name);
      }
      return judgeNames(crd, resources, kinds);
    };

    return {
      reconcile(key) {
        const crd = definitions.get(key);
        if (!crd || !Array.isArray(crd.spec.versions)) return;
        const time = formatTime(now());
        const { names, condition } = judge(crd);
        let next = withCondition(crd, condition, time);
        if (!isConditionTrue(next.status?.conditions, 'Established')) {
          next = withCondition(next, condition.status === 'True'
            ? { type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names have been accepted' }
            : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }, time);
        }
        if (!deepEqual(next.status?.acceptedNames, names)) next = { ...next, status: { ...next.status!, acceptedNames: names } };
        if (next !== crd) writeStatus(client, next);
      },
    };
  },
});

/** The names that are free, and which is not. What was accepted before stays until the new name is free. */
function judgeNames(crd: CustomResourceDefinition, resources: ReadonlySet<string>, kinds: ReadonlySet<string>): Judged {
  const wanted = crd.spec.names;
  const before = crd.status?.acceptedNames ?? ({ plural: '', kind: '' } as Names);
  const names: Names = { ...before };
  let reason = '', message = '';
  const conflict = (why: string, text: string): void => { reason = why; message = text; };
  const take = (field: 'plural' | 'singular' | 'kind' | 'listKind', taken: ReadonlySet<string>, why: string): void => {
    const name = wanted[field] ?? '';
    if (name !== '' && name !== before[field] && taken.has(name)) conflict(why, `${JSON.stringify(name)} is already in use`);
    else if (name !== '') names[field] = name;
    else delete (names as Partial<Names>)[field];
  };
  take('plural', resources, 'PluralConflict');
  take('singular', resources, 'SingularConflict');
  const usedShort = (wanted.shortNames ?? []).filter((name) => !(before.shortNames ?? []).includes(name) && resources.has(name));
  if (usedShort.length) {
    const texts = usedShort.map((name) => `${JSON.stringify(name)} is already in use`);
    conflict('ShortNamesConflict', texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`);
  } else if (wanted.shortNames?.length) names.shortNames = wanted.shortNames;
  else delete names.shortNames;
  take('kind', kinds, 'KindConflict');
  take('listKind', kinds, 'ListKindConflict');
  if (wanted.categories?.length) names.categories = wanted.categories;
  else delete names.categories;
  return {
    names: ordered(names),
    condition: reason === '' ? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' } : { type: 'NamesAccepted', status: 'False', reason, message },
  };
}

/** In the order of Go's struct. */
function ordered({ plural, singular, shortNames, kind, listKind, categories }: Names): Names {
  return { plural, ...(singular ? { singular } : {}), ...(shortNames ? { shortNames } : {}), kind, ...(listKind ? { listKind } : {}), ...(categories ? { categories } : {}) };
}
