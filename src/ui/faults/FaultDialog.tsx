/** The form of a fault: target, how many, how long, its parameters. Enter injects. */
import { useMemo, useState, type CSSProperties, type FormEvent, type KeyboardEvent } from 'react';
import { Dialog } from 'radix-ui';
import { STATE } from '../../bridge/protocol.ts';
import { elapsedText, useClock } from '../state/clock.ts';
import { mirror } from '../state/cluster.ts';
import { openDialog } from '../state/dialogs.ts';
import { notify } from '../state/notices.ts';
import { WORKLOAD_KINDS } from '../../bridge/protocol.ts';
import { readRef, refKey, type Ref } from '../state/selection.ts';
import { cardOf, CLUSTER, type FaultCard } from './cards.ts';
import { get } from '../state/api.ts';
import { inject, type FaultSpec } from './inject.ts';
import { COMPONENTS, componentsOn } from '../../engine/faults/targets.ts';

const DURATIONS: readonly (readonly [value: string, text: string])[] = [['', 'Until healed'], ['10s', '10 seconds'], ['30s', '30 seconds'], ['1m', '1 minute'], ['5m', '5 minutes'], ['15m', '15 minutes']];
const DELAYS: readonly (readonly [value: string, text: string])[] = [['', 'Now'], ['10s', 'In 10 seconds'], ['30s', 'In 30 seconds'], ['1m', 'In 1 minute'], ['5m', 'In 5 minutes'], ['15m', 'In 15 minutes'], ['at', 'At a time…']];
const MODES: readonly (readonly [value: string, text: string])[] = [['', 'This one'], ['one', 'One, by chance'], ['fixed', 'So many'], ['percent', 'A share'], ['all', 'All']];
/** Labels that tell one pod from its like, or one version of a workload from the next. */
const OWN_LABELS = ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'batch.kubernetes.io/job-completion-index'];
const CHOICES = 300;

export function FaultDialog({ type, target, at }: { type: string; target: Ref | undefined; at: Point | undefined }) {
  const card = cardOf(type);
  return card ? <Form card={card} target={target} at={at} /> : null;
}

function Form({ card, target, at }: { card: FaultCard; target: Ref | undefined; at: Point | undefined }) {
  const choices = useMemo(() => targetsOf(card), [card]);
  const [chosen, setChosen] = useState(target ? refKey(target) : choices[0] ? refKey(choices[0]) : '');
  const [duration, setDuration] = useState('');
  const [delay, setDelay] = useState('');
  const [moment, setMoment] = useState(() => { const { nowMs, startMs } = useClock.getState(); return elapsedText(nowMs - startMs + 60_000); });
  const [mode, setMode] = useState('');
  const [value, setValue] = useState('50');
  const [values, setValues] = useState<Record<string, string | number>>(() => Object.fromEntries(card.parameters.map((p) => [p.name, p.default])));
  const [error, setError] = useState('');
  const options = target && !choices.some((c) => refKey(c) === refKey(target)) ? [target, ...choices] : choices;
  const kind = chosen ? readRef(chosen).kind : '';
  const many = kind === 'Pod' || kind === 'Node';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const ref = chosen ? readRef(chosen) : undefined;
    if (card.targets.length && !ref) return setError('There is nothing here that it could strike.');
    const wait = delay === 'at' ? delayUntil(moment) : delay;
    if (wait === undefined) return setError(`${moment} is over, or no time like 00:05:00.`);
    aimAt(ref && card.targets.length ? ref : undefined, many ? mode : '', Number(value)).then((aimed) => inject({
      type: card.type, ...aimed, ...(wait ? { delay: wait } : {}), ...(duration ? { duration } : {}), ...(Object.keys(values).length ? { parameters: values } : {}),
    })).then(() => {
      openDialog(undefined);
      notify(`${card.title}${ref ? (many && mode ? ` on ${ref.kind.toLowerCase()}s` : ` on ${nameOf(ref)}`) : ''}${delay === 'at' ? `, at ${moment}` : delay ? `, ${DELAYS.find(([d]) => d === delay)![1].toLowerCase()}` : ''}`);
    }, (e: Error) => setError(e.message));
  };
  return (
    <Dialog.Content className={at ? 'dialog small popover' : 'dialog small'} style={at && beside(at)} aria-describedby={undefined}>
      <Dialog.Title className="dialog-title"><card.icon size={18} aria-hidden="true" />{card.title}</Dialog.Title>
      <p className="dialog-text">{card.summary}</p>
      <form className="form" onSubmit={submit} onKeyDown={enterInjects}>
        {card.targets.length > 0 && <label className="field"><span>Target</span>
          <select value={chosen} onChange={(e) => setChosen(e.target.value)} autoFocus>{options.map((ref) => <option key={refKey(ref)} value={refKey(ref)}>{nameOf(ref)}</option>)}</select></label>}
        {many && <div className="field-row">
          <label className="field"><span>How many {kind === 'Pod' ? 'of its app' : 'of the nodes'}</span><select value={mode} onChange={(e) => { setMode(e.target.value); setValue(e.target.value === 'fixed' ? '2' : '50'); }}>{MODES.map(([id, text]) => <option key={id} value={id}>{text}</option>)}</select></label>
          {(mode === 'fixed' || mode === 'percent') && <label className="field short"><span>{mode === 'fixed' ? 'Number' : 'Percent'}</span><input type="number" required min={1} max={mode === 'percent' ? 100 : undefined} step={1} value={value} onChange={(e) => setValue(e.target.value)} /></label>}
        </div>}
        <div className="field-row">
        <label className="field"><span>When</span><select value={delay} onChange={(e) => setDelay(e.target.value)}>{DELAYS.map(([id, text]) => <option key={id} value={id}>{text}</option>)}</select></label>
        {delay === 'at' && <label className="field short"><span>Virtual time</span><input type="text" required value={moment} onChange={(e) => setMoment(e.target.value)} placeholder="00:05:00" /></label>}
        {!card.instant && <label className="field"><span>For how long</span><select value={duration} onChange={(e) => setDuration(e.target.value)}>{DURATIONS.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select></label>}
        </div>
        {card.parameters.map((p) => <ParameterField key={p.name} parameter={p} value={values[p.name]} onChange={(value) => setValues({ ...values, [p.name]: value })} />)}
        {error && <p className="form-error" role="alert">{error}</p>}
        <div className="dialog-foot"><Dialog.Close className="button">Cancel</Dialog.Close><button type="submit" className="button primary danger">Inject</button></div>
      </form>
    </Dialog.Content>
  );
}

const nameOf = ({ kind, namespace, name }: Ref): string => (kind === 'Cluster' ? 'the whole cluster' : kind === 'Component' ? name : `${kind} ${namespace && namespace !== 'default' ? `${namespace}/` : ''}${name}`);

/** Enter injects from a closed list as well, which would open by it otherwise; Space and the arrows open it. */
function enterInjects(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.target instanceof HTMLSelectElement) || isOpen(event.target)) return;
  event.preventDefault();
  // Not by the press that opened the form, held a little longer.
  if (!event.repeat) event.currentTarget.requestSubmit();
}

function isOpen(list: HTMLSelectElement): boolean { try { return list.matches(':open'); } catch { return false; } }

interface Point { readonly x: number; readonly y: number }

/** Beside the place of a drop, and inside the window. */
function beside({ x, y }: Point): CSSProperties { return { left: `min(${x + 12}px, calc(100vw - 376px))`, top: `max(12px, min(${y - 40}px, calc(100vh - 460px)))` }; }

/** From now until a virtual time such as `00:05:00`, as a Go duration; undefined when it is over or cannot be read. */
function delayUntil(text: string): string | undefined {
  const parts = text.trim().split(':').map(Number);
  const { nowMs, startMs } = useClock.getState();
  const ms = parts.reduce((sum, part) => sum * 60 + part, 0) * 1000 - (nowMs - startMs);
  return parts.length <= 3 && ms > 0 ? `${Math.round(ms)}ms` : undefined;
}

/** One target by name, or a selector of its like: a pod's app, all nodes. */
async function aimAt(ref: Ref | undefined, mode: string, value: number): Promise<Partial<FaultSpec>> {
  if (!ref) return {};
  if (!mode) return { target: { kind: ref.kind, ...(ref.namespace ? { namespace: ref.namespace } : {}), name: ref.name } };
  const labels = ref.kind === 'Pod' ? (await get(ref)).metadata.labels ?? {} : {};
  const matchLabels = Object.fromEntries(Object.entries(labels).filter(([name]) => !OWN_LABELS.includes(name)));
  return { selector: { kind: ref.kind, ...(ref.namespace ? { namespace: ref.namespace } : {}), labelSelector: { matchLabels } }, mode, ...(mode === 'fixed' || mode === 'percent' ? { value } : {}) };
}

function ParameterField({ parameter: p, value, onChange }: { parameter: FaultCard['parameters'][number]; value: string | number | undefined; onChange: (value: string | number) => void }) {
  const title = p.unit ? `${p.title} (${p.unit})` : p.title;
  if (p.options) return <label className="field"><span>{title}</span><select value={String(value ?? '')} onChange={(e) => onChange(e.target.value)}>{p.options.map((o) => <option key={o}>{o}</option>)}</select></label>;
  return <label className="field"><span>{title}</span><input type={p.type === 'number' ? 'number' : 'text'} step="any" value={String(value ?? '')} onChange={(e) => onChange(p.type === 'number' ? Number(e.target.value) : e.target.value)} /></label>;
}

/** What the fault may strike; a form lists so many and the graph has the rest. */
function targetsOf(card: FaultCard): Ref[] {
  const refs: Ref[] = [];
  const { nodes, pods, services, workloads } = mirror.tables;
  for (const kind of card.targets) {
    if (kind === 'Cluster') { refs.push(CLUSTER); continue; }
    if (kind === 'Node') for (let s = 0; s < nodes.length && refs.length < CHOICES; s++) { if (nodes.get(s, 'state')) refs.push({ kind, namespace: '', name: mirror.nameOf('nodes', s) }); }
    else if (kind === 'Pod') for (let s = 0; s < pods.length && refs.length < CHOICES; s++) { if (pods.get(s, 'state') && pods.get(s, 'state') !== STATE.succeeded) refs.push({ kind, namespace: mirror.namespaceOf('pods', s), name: mirror.nameOf('pods', s) }); }
    else if (kind === 'Service') for (let s = 0; s < services.length && refs.length < CHOICES; s++) { if (services.get(s, 'state')) refs.push({ kind, namespace: mirror.namespaceOf('services', s), name: mirror.nameOf('services', s) }); }
    else if (kind === 'Zone') { const seen = new Set<string>(); for (let s = 0; s < nodes.length; s++) { const zone = nodes.get(s, 'state') ? mirror.text(nodes.get(s, 'zone')) : ''; if (zone && !seen.has(zone)) { seen.add(zone); refs.push({ kind, namespace: '', name: zone }); } } }
    else if (kind === 'Component') {
      for (const name of COMPONENTS) refs.push({ kind, namespace: '', name });
      for (let s = 0; s < nodes.length && refs.length < CHOICES; s++) if (nodes.get(s, 'state')) for (const name of componentsOn(mirror.nameOf('nodes', s))) refs.push({ kind, namespace: '', name });
    }
    else for (let s = 0; s < workloads.length && refs.length < CHOICES; s++) if (workloads.get(s, 'state') && WORKLOAD_KINDS[workloads.get(s, 'kind')] === kind) refs.push({ kind, namespace: mirror.namespaceOf('workloads', s), name: mirror.nameOf('workloads', s) });
  }
  return refs.sort((a, b) => Number(a.namespace === 'kube-system') - Number(b.namespace === 'kube-system') || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
}
