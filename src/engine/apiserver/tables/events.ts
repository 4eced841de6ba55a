import { EVENTS } from '../../api/resource.ts';
import type { Event } from '../../api/types.ts';
import { since } from './format.ts';
import { column, defineTable, NAME, wide } from './table.ts';

/** An Event as `v1` or as `events.k8s.io/v1` names its fields. */
type AnyEvent = Event & {
  readonly regarding?: Event['involvedObject']; readonly note?: string; readonly deprecatedSource?: Event['source'];
  readonly deprecatedCount?: number; readonly deprecatedFirstTimestamp?: string; readonly deprecatedLastTimestamp?: string; readonly reportingController?: string;
};

export const eventTable = defineTable<AnyEvent>({
  columns: [
    column('Last Seen', 'string', 'The time at which the most recent occurrence of this event was recorded.'),
    column('Type', 'string', 'Type of this event (Normal, Warning), new types could be added in the future'),
    column('Reason', 'string', "This should be a short, machine understandable string that gives the reason for the transition into the object's current status."),
    column('Object', 'string', 'The object that this event is about.'),
    wide('Subobject', 'string', 'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: "spec.containers{name}" (where "name" refers to the name of the container that triggered the event) or if no container name is specified "spec.containers[2]" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an object.'),
    wide('Source', 'string', 'The component reporting this event. Should be a short machine understandable string.'),
    column('Message', 'string', 'A human-readable description of the status of this operation.'),
    wide('First Seen', 'string', 'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)'),
    wide('Count', 'string', 'The number of times this event has occurred.'),
    { ...NAME, priority: 1 },
  ],
  cells: (event, nowMs) => {
    const about = event.regarding ?? event.involvedObject ?? {};
    const source = event.deprecatedSource ?? event.source ?? {};
    const first = event.deprecatedFirstTimestamp ?? event.firstTimestamp;
    const last = event.deprecatedLastTimestamp ?? event.lastTimestamp;
    const firstSeen = since(first || event.eventTime, nowMs);
    const lastSeen = event.series ? since(event.series.lastObservedTime, nowMs) : last ? since(last, nowMs) : firstSeen;
    const kind = (about.kind ?? '').toLowerCase();
    const component = source.component || event.reportingController || event.reportingComponent || '';
    const instance = source.host || event.reportingInstance || '';
    return [
      lastSeen, event.type ?? '', event.reason ?? '', about.name ? `${kind}/${about.name}` : kind, about.fieldPath ?? '',
      instance ? `${component}, ${instance}` : component, (event.note ?? event.message ?? '').trim(),
      firstSeen, event.series ? event.series.count ?? 0 : event.deprecatedCount || event.count || 1, event.metadata.name!,
    ];
  },
});

export const eventTables = [[EVENTS, eventTable], [{ group: 'events.k8s.io', resource: 'events' }, eventTable]] as const;
