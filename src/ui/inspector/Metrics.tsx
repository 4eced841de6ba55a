import { useEffect, useState } from 'react';
import { quantityMilliValue } from '../../engine/api/quantity.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import { call } from '../state/api.ts';
import { elapsedText, useClock } from '../state/clock.ts';
import type { Ref } from '../state/selection.ts';

interface Usage { readonly cpu?: string; readonly memory?: string }
interface Reading { readonly atMs: number; readonly cpu: number; readonly memory: number }

/** Virtual ms between two questions: as often as a metrics server looks. */
const EVERY_MS = 15_000;
const KEPT = 60;

/** What it uses, by the metrics API (`kubectl top`), from the moment the tab was opened. */
export function Metrics({ target }: { target: Ref }) {
  const round = useClock((c) => Math.floor(c.nowMs / EVERY_MS));
  const startMs = useClock((c) => c.startMs);
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  const [error, setError] = useState('');
  useEffect(() => {
    let current = true;
    const path = target.kind === 'Node' ? `nodes/${target.name}` : `namespaces/${target.namespace}/pods/${target.name}`;
    call<{ timestamp: string; usage?: Usage; containers?: { usage: Usage }[] }>('GET', `/apis/metrics.k8s.io/v1beta1/${path}`).then((metrics) => {
      if (!current) return;
      const sum = (what: keyof Usage): number => [metrics.usage, ...(metrics.containers ?? []).map((c) => c.usage)].reduce((total, usage) => total + (usage?.[what] ? quantityMilliValue(usage[what]) / 1000 : 0), 0);
      const reading = { atMs: parseTime(metrics.timestamp), cpu: sum('cpu'), memory: sum('memory') };
      setReadings((list) => (list.at(-1)?.atMs === reading.atMs ? list : [...list.slice(1 - KEPT), reading]));
      setError('');
    }, (e: Error) => { if (current) setError(e.message); });
    return () => { current = false; };
  }, [target, round]);
  const last = readings.at(-1);
  if (!last) return <p className="empty">{error ? `No metrics yet: ${error}` : 'Asking…'}</p>;
  return (
    <>
      <Figure title="CPU" value={`${Math.round(last.cpu * 1000)}m`} values={readings.map((r) => r.cpu)} />
      <Figure title="Memory" value={`${Math.round(last.memory / 2 ** 20)}Mi`} values={readings.map((r) => r.memory)} />
      <p className="hint">As of {elapsedText(last.atMs - startMs)}{readings.length > 1 && `; the line begins at ${elapsedText(readings[0]!.atMs - startMs)}`}.</p>
    </>
  );
}

function Figure({ title, value, values }: { title: string; value: string; values: readonly number[] }) {
  const most = Math.max(...values, Number.MIN_VALUE) * 1.15;
  const points = values.map((v, i) => `${values.length > 1 ? (i / (values.length - 1)) * 100 : 100},${30 - (v / most) * 28}`);
  return (
    <section className="part figure"><h4>{title}</h4>
      <div className="row"><span className="figure-value number">{value}</span>
        {points.length > 1 && <svg className="spark" viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label={`${title} over time`}><polyline points={points.join(' ')} vectorEffect="non-scaling-stroke" /></svg>}
      </div>
    </section>
  );
}
