import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { AnyObject } from '../../engine/api/types.ts';
import { session } from '../state/cluster.ts';
import { pathOf } from '../state/paths.ts';
import type { Ref } from '../state/selection.ts';

/** Characters kept of a log that goes on and on; the oldest go first. */
const KEPT = 120_000;
const TAIL_LINES = 400;
/** How near to its end the log must be for new lines to be scrolled to. */
const AT_END_PX = 24;

interface PodLike extends AnyObject { spec?: { containers?: { name: string }[]; initContainers?: { name: string }[] }; status?: { containerStatuses?: { name: string; restartCount: number }[] } }

/** What a container of the pod writes, followed as it comes. */
export function Logs({ target, object }: { target: Ref; object: AnyObject }) {
  const { spec, status } = object as PodLike;
  const names = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map((c) => c.name);
  const [chosen, setChosen] = useState('');
  const [previous, setPrevious] = useState(false);
  const container = names.includes(chosen) ? chosen : names[0] ?? '';
  const restarts = status?.containerStatuses?.find((c) => c.name === container)?.restartCount ?? 0;
  const { text, error } = useLog(target, container, previous && restarts > 0, restarts);
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => { if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight; }, [text]);
  return (
    <div className="logs">
      {(names.length > 1 || restarts > 0) && <div className="row logs-tools">
        {names.length > 1 && <select className="select" aria-label="Container" value={container} onChange={(e) => setChosen(e.target.value)}>{names.map((name) => <option key={name}>{name}</option>)}</select>}
        {restarts > 0 && <label className="row check"><input type="checkbox" checked={previous} onChange={(e) => setPrevious(e.target.checked)} />Before its last restart</label>}
      </div>}
      {error && <p className="form-error">{error}</p>}
      {!error && text === '' && <p className="empty">It has written nothing yet.</p>}
      <pre ref={box} className="log" role="log" aria-label={`Log of ${container}`} aria-live="off" tabIndex={0} hidden={text === ''} onScroll={(e) => { const { scrollTop, scrollHeight, clientHeight } = e.currentTarget; atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PX; }}>{text}</pre>
    </div>
  );
}

function useLog(target: Ref, container: string, previous: boolean, restarts: number): { text: string; error: string } {
  const [{ text, error }, set] = useState({ text: '', error: '' });
  useEffect(() => {
    let current = true, close = (): void => undefined;
    void pathOf(target).then(async (path) => {
      const query = `container=${encodeURIComponent(container)}&tailLines=${TAIL_LINES}${previous ? '&previous=true' : ''}`;
      const answer = await session.request('GET', `${path}/log?${query}`);
      if (!current) return;
      if (answer.status >= 400) { set({ text: '', error: (JSON.parse(answer.body) as { message?: string }).message ?? answer.body }); return; }
      set({ text: answer.body, error: '' });
      if (previous) return;
      const stream = await session.stream('GET', `${path}/log?container=${encodeURIComponent(container)}&follow=true&tailLines=0`, {}, (more) => { if (current && more) set((log) => ({ text: (log.text + more).slice(-KEPT), error: '' })); });
      close = stream.close;
      if (!current) close();
    }).catch((e: Error) => { if (current) set({ text: '', error: e.message }); });
    return () => { current = false; close(); };
  }, [target, container, previous, restarts]);
  return { text, error };
}
