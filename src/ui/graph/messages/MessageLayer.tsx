/** Messages on their way between the components, named, and the same as a list to read. */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ListTree } from 'lucide-react';
import { useStoreApi } from 'reactflow';
import type { MessageRow } from '../../../bridge/protocol.ts';
import { elapsedText, useClock } from '../../state/clock.ts';
import { mirror, session } from '../../state/cluster.ts';
import { useSettings } from '../../state/settings.ts';
import { readPalette } from '../far/palette.ts';
import type { ControlPlaneScene } from '../scenes/ControlPlaneScene.ts';
import { Courier } from './Courier.ts';
import { senderOf } from './senderOf.ts';
import { paintLegs } from './paintLegs.ts';
import { sayMessage, sayWrite, traffic, type Told } from './traffic.ts';

export function MessageLayer({ scene }: { scene: ControlPlaneScene }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const still = useSettings((s) => s.reducedMotion);
  useEffect(() => {
    const courier = new Courier();
    const calm = still || matchMedia('(prefers-reduced-motion: reduce)').matches;
    let frame = 0;
    let palette = readPalette();
    const draw = (): void => {
      frame = 0;
      const now = performance.now();
      courier.tick(now, useClock.getState().speed);
      if (canvas.current) paintLegs(canvas.current, courier.legs, scene, palette, store.getState(), now);
      if (courier.busy) frame = requestAnimationFrame(draw);
    };
    const add = (rows: readonly MessageRow[]): void => {
      palette = readPalette();
      for (const row of rows) {
        const box = scene.boxOf(row);
        traffic.note(box, row);
        // Only what goes to the API server travels: a reconcile stays where it is.
        if (!row.revision && row.act !== 'input') continue;
        traffic.tell(box, row);
        if (row.revision) traffic.note('etcd', { ...row, act: `revision ${row.revision}:` });
        if (!calm && (scene.boxes.has(box) || box === 'apiserver')) courier.add(row, box);
      }
      if (courier.busy) frame ||= requestAnimationFrame(draw);
    };
    const stop = mirror.onMessages(add);
    session.watchMessages(true);
    const follow = store.subscribe(() => { if (courier.busy) frame ||= requestAnimationFrame(draw); });
    return () => { stop(); follow(); session.watchMessages(false); cancelAnimationFrame(frame); };
  }, [scene, store, still]);
  return <><canvas ref={canvas} className="over-canvas" aria-hidden="true" /><Ticker /></>;
}

/** Messages in the open list. */
const SHOWN = 40;

/** The newest message, and on demand the latest of them. */
function Ticker() {
  const list = useSyncExternalStore(traffic.onList, () => traffic.list);
  const [open, setOpen] = useState(false);
  const newest = list.at(-1);
  return (
    <div className="ticker" data-open={open || undefined}>
      {open && <ol aria-label="Messages" tabIndex={0} ref={(element) => { if (element) element.scrollTop = element.scrollHeight; }}>{list.slice(-SHOWN).map((told) => <li key={told.id}><Line told={told} /></li>)}</ol>}
      <button type="button" className="ticker-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ListTree size={14} aria-hidden="true" /><span className="unseen">Messages: </span>{newest ? open ? <span>The latest messages</span> : <Line told={newest} /> : <span className="quiet">Apply something, and watch who does what</span>}
      </button>
    </div>
  );
}

function Line({ told }: { told: Told }) {
  const startMs = useClock((c) => c.startMs);
  return <span className="ticker-line clip"><span className="number quiet">{elapsedText(told.atMs - startMs)}</span> <strong>{senderOf(told.box)}</strong> {sayMessage(told)}{told.because && <span className="quiet"> after {sayWrite(told.because)}</span>}</span>;
}
