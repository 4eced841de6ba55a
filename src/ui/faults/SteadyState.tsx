/** What should hold while things break: a form for one workload, and the verdict on each that is watched. */
import { useState, type FormEvent } from 'react';
import { X } from 'lucide-react';
import { STATE, WORKLOAD_KINDS } from '../../bridge/protocol.ts';
import { StateMark } from '../parts/StateMark.tsx';
import { elapsedText, shortText, useClock } from '../state/clock.ts';
import { mirror } from '../state/cluster.ts';
import { useTableSlowly } from '../state/hooks.ts';
import { readRef, refKey, type Ref } from '../state/selection.ts';
import { forgetCheck, useChecks, verdictOf, watchSteadyState, type Check } from '../state/steadyState.ts';

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'];
const CHOICES = 200;

export function SteadyState() {
  const checks = useChecks((s) => s.checks);
  useTableSlowly('workloads', 500);
  const workloads = watchable();
  const [chosen, setChosen] = useState('');
  const [least, setLeast] = useState('2');
  const target = workloads.some((ref) => refKey(ref) === chosen) ? chosen : workloads[0] ? refKey(workloads[0]) : '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (target) watchSteadyState(readRef(target), Number(least));
  };
  return (
    <section className="family steady" aria-label="Steady state">
      <h3>steady state</h3>
      {checks.length > 0 && <ul className="verdicts">{checks.map((check) => <Judged key={check.id} check={check} />)}</ul>}
      {workloads.length === 0 && checks.length === 0 ? <p className="hint">Apply a Deployment, then say how many replicas should stay ready.</p> : (
        <form className="steady-form" onSubmit={submit}>
          <select className="select grow" aria-label="Workload to watch" value={target} onChange={(event) => setChosen(event.target.value)}>
            {workloads.map((ref) => <option key={refKey(ref)} value={refKey(ref)}>{ref.namespace === 'default' ? '' : `${ref.namespace}/`}{ref.name}</option>)}
          </select>
          <label className="row"><span>ready ≥</span><input className="select least" type="number" min={1} required aria-label="Ready at least" value={least} onChange={(event) => setLeast(event.target.value)} /></label>
          <button type="submit" className="button" disabled={!target}>Watch</button>
        </form>
      )}
    </section>
  );
}

function Judged({ check }: { check: Check }) {
  const nowMs = useClock((c) => c.nowMs - (c.nowMs % 1000));
  const startMs = useClock((c) => c.startMs);
  const { holds, times, brokenMs, longestMs } = verdictOf(check, Math.max(nowMs, check.sinceMs));
  const what = `${check.target.name}: ready ≥ ${check.least}`;
  const lasted = times === 0 ? `since ${elapsedText(check.sinceMs - startMs)}` : `broken ${times === 1 ? 'once' : `${times} times`}, ${shortText(brokenMs)} in all${times > 1 ? `, ${shortText(longestMs)} at most` : ''}`;
  return (
    <li className="verdict" data-state={holds ? 'ready' : 'failing'}>
      <StateMark state={holds ? STATE.ready : STATE.failing} />
      <span className="grow active-text"><span className="active-title">{what}</span> <span className="active-target">{holds ? (times ? 'Holds again' : 'Holds') : `Broken: ${check.ready ?? 'gone'}${check.ready === undefined ? '' : ' ready'}`}, {lasted}</span></span>
      <button type="button" className="clear" aria-label={`Stop watching ${what}`} onClick={() => forgetCheck(check.id)}><X size={13} aria-hidden="true" /></button>
    </li>
  );
}

function watchable(): Ref[] {
  const { workloads } = mirror.tables;
  const refs: Ref[] = [];
  for (let slot = 0; slot < workloads.length && refs.length < CHOICES; slot++) {
    const kind = WORKLOAD_KINDS[workloads.get(slot, 'kind')]!;
    if (workloads.get(slot, 'state') !== STATE.none && KINDS.includes(kind)) refs.push({ kind, namespace: mirror.namespaceOf('workloads', slot), name: mirror.nameOf('workloads', slot) });
  }
  return refs;
}
