/** What happened and when: a track with ticks of events and spans of faults, and the events in words. */
import { useMemo, useState, type ReactNode } from 'react';
import { mirror, time } from '../state/cluster.ts';
import { elapsedText, useClock } from '../state/clock.ts';
import { useTableSlowly } from '../state/hooks.ts';
import { useSelection, select, type Ref } from '../state/selection.ts';
import { useScrollWindow } from '../parts/useScrollWindow.ts';
import { Region } from '../parts/Region.tsx';
import { stage } from '../graph/stage.ts';
import type { EventRow } from '../../bridge/protocol.ts';
import { Track } from './Track.tsx';

const ROW_PX = 28;

export function TimelinePanel() {
  const version = useTableSlowly('events', 120);
  const [warnings, setWarnings] = useState(false);
  const playing = useClock((c) => c.playing);
  const namespace = useSelection((s) => s.namespace);
  const rows = useMemo(() => {
    void version;
    const list: EventRow[] = [];
    for (let i = mirror.events.length - 1; i >= 0; i--) {
      const event = mirror.events[i]!;
      if ((!warnings || event.type === 'Warning') && (!namespace || event.namespace === namespace)) list.push(event);
    }
    return list;
  }, [version, warnings, namespace]);
  return (
    <Region name="Timeline" className="timeline" tools={
      <span className="row"><span className="count number">{rows.length} {rows.length === 1 ? 'event' : 'events'}</span>
        <button type="button" className="tool-button" aria-pressed={warnings} onClick={() => setWarnings(!warnings)}>Warnings only</button></span>}>
      <Track />
      <EventList rows={rows} empty={warnings ? 'No warnings: smooth sailing.' : 'Nothing has happened yet.'}
        act={warnings ? <button type="button" className="button small" onClick={() => setWarnings(false)}>Show all events</button> : playing ? undefined : <button type="button" className="button small" onClick={time.play}>Play</button>} />
    </Region>
  );
}

export function EventList({ rows, empty, act }: { rows: readonly EventRow[]; empty: string; act?: ReactNode }) {
  const startMs = useClock((c) => c.startMs);
  const { first, last, onScroll } = useScrollWindow(rows.length, ROW_PX);
  return (
    <div className="events" onScroll={onScroll} role={rows.length > 0 ? 'list' : 'group'} aria-label="Events" tabIndex={0}>
      {rows.length === 0 && <div className="empty"><p>{empty}</p>{act}</div>}
      <div style={{ height: rows.length * ROW_PX, position: 'relative' }}>
        {rows.slice(first, last).map((event, i) => <EventLine key={event.key} event={event} startMs={startMs} top={(first + i) * ROW_PX} />)}
      </div>
    </div>
  );
}

function EventLine({ event, startMs, top }: { event: EventRow; startMs: number; top: number }) {
  const ref: Ref = { kind: event.kind, namespace: event.namespace === 'default' && event.kind === 'Node' ? '' : event.namespace, name: event.name };
  return (
    <div role="listitem" className="event" data-type={event.type} style={{ top }}>
      <span className="event-time number">{elapsedText(event.atMs - startMs)}</span>
      <span className="event-mark" aria-hidden="true">{event.type === 'Warning' ? '▲' : '·'}</span>
      <span className="event-reason clip">{event.type === 'Warning' && <span className="unseen">Warning: </span>}{event.reason}{event.count > 1 ? ` ×${event.count}` : ''}</span>
      <button type="button" className="link clip event-object" aria-label={`Show ${event.kind.toLowerCase()} ${event.name}`} title={`${event.kind} ${event.name}`} onClick={() => { select(ref); stage.show(ref); }}>{event.kind} {event.name}</button>
      <span className="event-text clip" title={`${event.message} (${event.source})`}>{event.message}</span>
    </div>
  );
}
