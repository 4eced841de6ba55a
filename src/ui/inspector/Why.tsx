import { useEffect, useState } from 'react';
import { elapsedText, useClock } from '../state/clock.ts';
import { call } from '../state/api.ts';
import { pathOf } from '../state/paths.ts';
import type { Ref } from '../state/selection.ts';

interface Cause { readonly id: number; readonly atMs: number; readonly actor: string; readonly act: string; readonly subject: string }

/** The chain of causes from the trace: what was done last, and what led to it. */
export function Why({ target }: { target: Ref }) {
  const [chain, setChain] = useState<readonly Cause[]>();
  const [error, setError] = useState('');
  const startMs = useClock((c) => c.startMs);
  useEffect(() => {
    let current = true;
    pathOf(target).then((path) => call<{ chain?: Cause[]; items?: Cause[] } | Cause[]>('GET', `/sandbox/v1/why${path}`)).then(
      (answer) => { if (current) setChain(Array.isArray(answer) ? answer : answer.chain ?? answer.items ?? []); }, (e: Error) => { if (current) setError(e.message); });
    return () => { current = false; };
  }, [target]);
  if (error) return <p className="form-error">{error}</p>;
  if (!chain) return <p className="hint">Looking back…</p>;
  if (chain.length === 0) return <p className="empty">It was there from the start.</p>;
  return (
    <ol className="why" aria-label="Causes, newest first">
      {chain.map((cause, i) => (
        <li key={cause.id}>
          <span className="number why-time">{elapsedText(cause.atMs - startMs)}</span>
          <span><strong>{cause.actor === 'user' ? 'You' : cause.actor}</strong> {PAST[cause.act] ?? cause.act} <span className="why-subject">{cause.subject}</span>{i === chain.length - 1 ? '' : ', because'}</span>
        </li>
      ))}
    </ol>
  );
}

const PAST: Readonly<Record<string, string>> = { create: 'created', update: 'changed', delete: 'deleted', reconcile: 'looked at', input: 'asked:', fault: 'broke', schedule: 'chose a node for', bind: 'bound', patch: 'changed' };
