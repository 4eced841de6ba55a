import { Check, Minus } from 'lucide-react';
import type { State } from '../../bridge/protocol.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { useClock } from '../state/clock.ts';
import { select } from '../state/selection.ts';
import { StateMark } from '../parts/StateMark.tsx';
import { reasonFor } from './reasons.ts';
import { summarize } from './summarize.ts';

/** In plain words: what it is, how it is, what it waits for; then its parts and its facts. */
export function Summary({ object, state, status }: { object: AnyObject; state: State; status: string }) {
  const nowMs = useClock((c) => Math.floor(c.nowMs / 1000) * 1000);
  const { kind = '' } = object as { kind?: string };
  const { sentences, facts, containers, conditions } = summarize(object, nowMs);
  const said = reasonFor(kind, state, status);
  return (
    <>
      {sentences.map((sentence) => <p key={sentence} className="sentence">{sentence}</p>)}
      {state !== 0 && <p className="meaning"><StateMark state={state} /><span>{said.meaning} <a href={said.page} target="_blank" rel="noreferrer noopener" aria-label={`Read more about ${status || kind} in the Kubernetes documentation`}>Read more</a></span></p>}
      {containers.length > 0 && (
        <section className="part"><h4>Containers</h4>
          <ul>{containers.map((c) => (
            <li key={c.name} className="container-row">
              <StateMark state={c.state} />
              <span className="grow"><span className="part-name">{c.name}</span> <span className="part-more">{c.image}</span><span className="part-line">{c.line}</span></span>
            </li>
          ))}</ul>
        </section>
      )}
      {conditions.length > 0 && (
        <section className="part"><h4>Conditions</h4>
          <ul>{conditions.map((c) => (
            <li key={c.type} className="condition" data-good={c.good || undefined}>
              {c.good ? <Check size={14} aria-hidden="true" /> : <Minus size={14} aria-hidden="true" />}
              <span className="grow"><span className="part-name">{c.type}</span> <span className="part-more">{c.status}{c.reason && `, ${c.reason}`}</span>{!c.good && c.message && <span className="part-line">{c.message}</span>}</span>
            </li>
          ))}</ul>
        </section>
      )}
      <section className="part"><h4>Facts</h4>
        <dl className="facts">{facts.map(({ term, value, ref }) => <div key={term}><dt>{term}</dt><dd>{ref ? <button type="button" className="link strong" onClick={() => select(ref)}>{value}</button> : value}</dd></div>)}</dl>
      </section>
    </>
  );
}
