import { useEffect, useState } from 'react';
import { elapsedText, useClock } from '../state/clock.ts';
import { call } from '../state/api.ts';
import { pathOf } from '../state/paths.ts';
import { select, type Ref } from '../state/selection.ts';
import { tell, thing, type Told, type TraceLine } from './story.ts';
import { useVersion } from './useObject.ts';
import { VerdictTable, type Attempt } from './VerdictTable.tsx';

interface Reasons { readonly chain: readonly TraceLine[]; readonly effects: readonly TraceLine[]; readonly attempts?: readonly Attempt[] }

/** Wall ms between two questions about a thing that keeps changing. */
const PAUSE_MS = 800;
const EFFECTS = 40;

/** Why it is so, from the trace (Events about it have their own tab): what led to it, back to a person or a fault; what followed from it; and the scheduler's word on each node. */
export function Why({ target }: { target: Ref }) {
  const [reasons, setReasons] = useState<Reasons>();
  const [error, setError] = useState('');
  const version = useVersion(target);
  const asked = reasons !== undefined;
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      pathOf(target).then((path) => call<Reasons>('GET', `/sandbox/v1/why${path}`)).then((answer) => { if (current) { setReasons(answer); setError(''); } }, (e: Error) => { if (current) setError(e.message); });
    }, asked ? PAUSE_MS : 0);
    return () => { current = false; clearTimeout(timer); };
  }, [target, version]); // eslint-disable-line react-hooks/exhaustive-deps
  if (error && !reasons) return <p className="form-error">{error}</p>;
  if (!reasons) return <p className="hint">Looking back…</p>;
  const { chain, attempts } = reasons;
  const effects = reasons.effects.filter((e) => !e.subject.startsWith('events'));
  const written = effects.filter((e) => e.act !== 'update' && e.act !== 'patch');
  const changed = new Set(effects.filter((e) => !written.includes(e)).map((e) => e.subject)).size;
  return (
    <>
      {attempts && attempts.length > 0 && <VerdictTable attempts={attempts} />}
      <section className="part"><h4>What led to it</h4>
        {chain.length === 0 ? <p className="hint">Its last write is too long ago to tell.</p> : <Lines told={tell(chain)} label="Causes, newest first" because />}
      </section>
      <section className="part"><h4>What followed from it</h4>
        {effects.length === 0 && <p className="hint">Nothing yet.</p>}
        {written.length > 0 && <Lines told={written.slice(0, EFFECTS).map((e) => ({ id: e.id, atMs: e.atMs, who: '', did: e.act === 'create' ? 'created' : e.act === 'delete' ? 'deleted' : e.act, ...thing(e.subject) }))} label="Effects, oldest first" />}
        {written.length > EFFECTS && <p className="hint">and {written.length - EFFECTS} more</p>}
        {changed > 0 && <p className="hint">{written.length ? 'It also' : 'It'} led to changes of {changed} {changed === 1 ? 'thing' : 'things'}.</p>}
      </section>
    </>
  );
}

function Lines({ told, label, because = false }: { told: readonly Told[]; label: string; because?: boolean }) {
  const startMs = useClock((c) => c.startMs);
  return (
    <ol className="why" aria-label={label}>
      {told.map((t, i) => (
        <li key={t.id} data-person={t.who === 'You' || undefined}>
          <span className="number why-time">{elapsedText(t.atMs - startMs)}</span>
          <span>{t.who && <><strong>{t.who}</strong> {t.did} </>}<Thing told={t} />{!t.who && ` ${t.did}`}{because && i < told.length - 1 && <span className="why-because">, because</span>}</span>
        </li>
      ))}
    </ol>
  );
}

function Thing({ told: { what, ref } }: { told: Told }) {
  return ref ? <button type="button" className="link strong" onClick={() => select(ref)}>{what}</button> : <>{what}</>;
}
