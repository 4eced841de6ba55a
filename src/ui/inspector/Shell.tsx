import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { AnyObject } from '../../engine/api/types.ts';
import { session } from '../state/cluster.ts';
import { pathOf } from '../state/paths.ts';
import type { Ref } from '../state/selection.ts';
import { outcomeOf, scriptOf } from './shell-line.ts';

interface PodLike extends AnyObject { spec?: { containers?: { name: string }[] } }
/** How a command ended (`rest/plain-connect.ts`). */
interface Ended { stdout: string; stderr: string; code: number; error?: string }
interface Said { readonly line: string; readonly stdout: string; readonly stderr: string }

/** Lines kept; the oldest go first. */
const KEPT = 200;

/** A line at a time in a container of the pod, as `kubectl exec POD -- sh -c LINE` runs it; the folder stays from line to line. */
export function Shell({ target, object, field }: { target: Ref; object: AnyObject; field: RefObject<HTMLInputElement | null> }) {
  const names = ((object as PodLike).spec?.containers ?? []).map((c) => c.name);
  const [chosen, setChosen] = useState('');
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [line, setLine] = useState('');
  const [busy, setBusy] = useState(false);
  /** How far back in what was typed: 0 is the line being typed. */
  const [back, setBack] = useState(0);
  const container = names.includes(chosen) ? chosen : names[0] ?? '';
  const folders = useRef(new Map<string, string>());
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { if (box.current) box.current.scrollTop = box.current.scrollHeight; }, [said]);
  const run = async (): Promise<void> => {
    const text = line.trim();
    if (text === '' || busy) return;
    setLine('');
    setBack(0);
    if (text === 'clear') return setSaid([]);
    setBusy(true);
    const { stdout, stderr } = await execute(target, container, scriptOf(text, folders.current.get(container) ?? ''));
    const { written, folder } = outcomeOf(stdout);
    if (folder !== undefined) folders.current.set(container, folder);
    setSaid((list) => [...list, { line: text, stdout: written, stderr }].slice(-KEPT));
    setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const now = Math.max(0, Math.min(said.length, back + step));
    setBack(now);
    setLine(now === 0 ? '' : said[said.length - now]!.line);
  };
  return (
    <div className="logs">
      {names.length > 1 && <div className="row logs-tools"><select className="select" aria-label="Container" value={container} onChange={(e) => setChosen(e.target.value)}>{names.map((name) => <option key={name}>{name}</option>)}</select></div>}
      <div ref={box} className="log shell-said" role="log" aria-label={`Shell in ${container}`} tabIndex={0}>
        {said.length === 0 && <p className="hint">Each line runs in {container}, for example <code>hostname</code>, <code>env</code>, <code>cat /etc/hosts</code>.</p>}
        {said.map((one, i) => <div key={i}><span className="shell-line">$ {one.line}</span>{'\n'}{one.stdout}{one.stderr && <span className="refused">{one.stderr}</span>}</div>)}
      </div>
      <form className="row shell-type" onSubmit={(event) => { event.preventDefault(); void run(); }}>
        <span aria-hidden="true">$</span>
        <input ref={field} className="select grow" aria-label={`Command to run in ${container}`} value={line} spellCheck={false} autoCapitalize="off" autoComplete="off" onChange={(e) => { setLine(e.target.value); setBack(0); }} onKeyDown={onKeyDown} />
        <button type="submit" className="button small" disabled={busy || line.trim() === ''}>Run</button>
      </form>
    </div>
  );
}

async function execute(target: Ref, container: string, line: string): Promise<{ stdout: string; stderr: string }> {
  try {
    const query = new URLSearchParams([['container', container], ['command', 'sh'], ['command', '-c'], ['command', line], ['stdout', 'true'], ['stderr', 'true']]);
    const { status, body } = await session.request('POST', `${await pathOf(target)}/exec?${query}`, { headers: { 'x-bottleship-connect': 'plain' } });
    if (status >= 400) return { stdout: '', stderr: messageOf(body) };
    const { stdout, stderr, code, error } = JSON.parse(body) as Ended;
    const end = error ?? (code === 0 ? '' : `command terminated with exit code ${code}`);
    return { stdout, stderr: stderr + end };
  } catch (e) { return { stdout: '', stderr: (e as Error).message }; }
}

/** The API server's own words; a node that cannot be reached answers in plain text. */
const messageOf = (body: string): string => (body.startsWith('{') ? (JSON.parse(body) as { message?: string }).message ?? body : body);
