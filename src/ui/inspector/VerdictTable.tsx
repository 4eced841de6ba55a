import { useState } from 'react';
import { elapsedText, useClock } from '../state/clock.ts';
import { select } from '../state/selection.ts';

interface Verdict { readonly node: string; readonly refusal?: { readonly plugin: string; readonly reasons: readonly string[] }; readonly scores: Readonly<Record<string, { readonly raw: number; readonly weighted: number }>>; readonly total: number }
export interface Attempt { readonly atMs: number; readonly node: string; readonly message: string; readonly verdicts?: readonly Verdict[] }

const ROWS = 40;

/** The scheduler's attempts at a pod: what it said of each node, the chosen one first. */
export function VerdictTable({ attempts }: { attempts: readonly Attempt[] }) {
  const startMs = useClock((c) => c.startMs);
  const [at, setAt] = useState(0);
  const [wide, setWide] = useState(false);
  const attempt = attempts[Math.min(at, attempts.length - 1)]!;
  const rows = [...attempt.verdicts ?? []].sort((a, b) => Number(b.node === attempt.node) - Number(a.node === attempt.node) || Number(!!a.refusal) - Number(!!b.refusal) || b.total - a.total || (a.node < b.node ? -1 : 1));
  const plugins = [...new Set(rows.flatMap((v) => Object.keys(v.scores)))].sort();
  return (
    <section className="part verdict-table"><h4>The scheduler’s verdict</h4>
      {attempts.length > 1 && <label className="row attempt-choice"><span>Attempt</span><select className="select" value={at} onChange={(e) => setAt(Number(e.target.value))}>{attempts.map((a, i) => <option key={a.atMs + '/' + i} value={i}>{elapsedText(a.atMs - startMs)}: {a.node || 'no node'}</option>)}</select></label>}
      <p className="sentence">{attempt.node ? <>It chose <button type="button" className="link strong" onClick={() => select({ kind: 'Node', namespace: '', name: attempt.node })}>{attempt.node}</button>{rows.length > 1 ? `, the best of ${rows.filter((r) => !r.refusal).length} that fit.` : '.'}</> : attempt.message || 'No node fits.'}</p>
      {rows.length === 0 ? <p className="hint">What it said of each node is too long ago to tell.</p> : (
        <div className="verdict-scroll" tabIndex={0} role="group" aria-label="Verdict on each node">
          <table className="verdicts-of">
            <thead><tr><th scope="col">Node</th><th scope="col">Verdict</th>{wide && plugins.map((p) => <th key={p} scope="col" data-numeric>{p}</th>)}<th scope="col" data-numeric>Score</th></tr></thead>
            <tbody>{rows.slice(0, ROWS).map((v) => (
              <tr key={v.node} data-chosen={v.node === attempt.node || undefined}>
                <th scope="row">{v.node}</th>
                <td>{v.refusal ? <><span className="refused">No</span>: {v.refusal.reasons.join('; ')} <span className="plugin">{v.refusal.plugin}</span></> : v.node === attempt.node ? 'Chosen' : 'Fits'}</td>
                {wide && plugins.map((p) => <td key={p} data-numeric title={v.scores[p] ? `raw ${v.scores[p].raw}` : undefined}>{v.scores[p]?.weighted ?? ''}</td>)}
                <td data-numeric>{v.refusal ? '' : v.total}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
      {rows.length > ROWS && <p className="hint">and {rows.length - ROWS} more nodes</p>}
      {plugins.length > 0 && <button type="button" className="tool-button" aria-pressed={wide} onClick={() => setWide(!wide)}>Scores by plugin</button>}
    </section>
  );
}
