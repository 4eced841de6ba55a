import { useEffect, useSyncExternalStore } from 'react';
import type { MessageRow } from '../../../bridge/protocol.ts';
import { elapsedText, useClock } from '../../state/clock.ts';
import { mirror, session } from '../../state/cluster.ts';
import { refKey } from '../../state/selection.ts';
import { interactive } from '../cards/interactive.ts';
import { senderOf } from '../messages/senderOf.ts';
import { sayMessage, sayWrite, traffic } from '../messages/traffic.ts';
import { ControlPlaneScene } from '../scenes/ControlPlaneScene.ts';
import type { Scene } from '../scenes/Scene.ts';

/** The control plane as tables: its components and what each last did, and the latest messages in order. */
export function ComponentsTable({ scene }: { scene: Scene }) {
  const list = useSyncExternalStore(traffic.onList, () => traffic.list);
  const startMs = useClock((c) => c.startMs);
  useEffect(() => {
    if (!(scene instanceof ControlPlaneScene)) return;
    const stop = mirror.onMessages((rows: readonly MessageRow[]) => { for (const row of rows) { const box = scene.boxOf(row); traffic.note(box, row); if (row.revision || row.act === 'input') traffic.tell(box, row); } });
    session.watchMessages(true);
    return () => { stop(); session.watchMessages(false); };
  }, [scene]);
  const components = [...scene.boxes.values()].filter((box) => box.ref?.kind === 'Component');
  return (
    <>
      <div className="sheet"><table>
        <caption>Components <span className="number">{components.length}</span></caption>
        <thead><tr><th scope="col">Name</th><th scope="col" data-numeric>Messages</th><th scope="col">Last did</th></tr></thead>
        <tbody>{components.map(({ key, ref }) => <tr key={key} data-ref={refKey(ref!)}><th scope="row"><button type="button" className="link clip" {...interactive(ref!)} tabIndex={0}>{ref!.name}</button></th><td data-numeric>{traffic.count(key).toLocaleString('en')}</td><td className="clip">{traffic.last(key) ?? ''}</td></tr>)}</tbody>
      </table></div>
      <div className="sheet" data-grow tabIndex={0} role="group" aria-label="Messages"><table>
        <caption>Messages <span className="number">{list.length}</span></caption>
        <thead><tr><th scope="col">From</th><th scope="col">Time</th><th scope="col">What</th><th scope="col">After</th></tr></thead>
        <tbody>{[...list].reverse().map((told) => <tr key={told.id}><th scope="row" className="clip">{senderOf(told.box)}</th><td className="number">{elapsedText(told.atMs - startMs)}</td><td className="clip">{sayMessage(told)}</td><td className="clip">{told.because ? sayWrite(told.because) : ''}</td></tr>)}</tbody>
      </table></div>
    </>
  );
}
