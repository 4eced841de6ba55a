/**
 * Replays recorded sessions (`<recordings>/scenarios/<name>`) on a fresh cluster with a real kubectl and counts what is the same: what each
 * command printed, the objects each step left, the Events, the order of writes.
 *
 * `npx tsx src/testing/parity/scenarios.ts <recordings dir> [--kubectl PATH] [--out FILE] [--port N] [name ...]`; or call `runScenarios`.
 * The nodes have the recordings' fake container runtime (`workloads/hollow.ts`). Nothing here knows a single scenario.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { AnyObject } from '../../engine/api/types.ts';
import { findKubectls } from '../transcript/find-kubectl.ts';
import { differences } from './differences.ts';
import { canonical, noteTimedHashes, normaliseObject, normaliseOutput, normaliseText } from './scenario-normalise.ts';
import { readScenario, scenarioNames, type RecordedEvent, type RecordedStep, type RecordedWrite, type Recording } from './scenario-recording.ts';
import { ScenarioStage, type Printed } from './scenario-stage.ts';
import { controllerOrders, sequences } from './scenario-writes.ts';

export interface ScenarioOptions {
  /** Path of a kubectl; default: the newest beside the one on the PATH. */
  readonly kubectl?: string;
  /** 0 (default) picks a free one. */
  readonly port?: number;
  /** Only these scenarios. */
  readonly names?: readonly string[];
}

export interface ParityResult {
  readonly set: string;
  readonly name: string;
  readonly same: number;
  readonly total: number;
  readonly differences: readonly string[];
  /** The same by kind of comparison. */
  readonly parts?: Readonly<Record<string, { same: number; total: number }>>;
}

/** One result a scenario; throws when there is no kubectl. */
export async function runScenarios(dir: string, options: ScenarioOptions = {}): Promise<ParityResult[]> {
  const results: ParityResult[] = [];
  for await (const result of eachScenario(dir, options)) results.push(result);
  return results;
}

export async function* eachScenario(dir: string, options: ScenarioOptions = {}): AsyncGenerator<ParityResult> {
  const kubectl = options.kubectl ?? newest(findKubectls());
  if (kubectl === undefined || !existsSync(kubectl)) throw new Error('there is no kubectl');
  for (const name of options.names?.length ? options.names : scenarioNames(dir)) yield await replay(readScenario(dir, name), [...scenarioNames(dir), 'recorded', 'h-1-29', 'h-1-32'], kubectl, options.port ?? 0);
}

const newest = (found: ReadonlyMap<string, string>): string | undefined =>
  [...found].sort(([a], [b]) => Number(a.split('.')[1]) - Number(b.split('.')[1])).at(-1)?.[1];

class Score {
  same = 0;
  total = 0;
  readonly parts: Record<string, { same: number; total: number }> = {};
  readonly differences: string[] = [];

  note(part: string, title: string, found: readonly string[]): void {
    const count = (this.parts[part] ??= { same: 0, total: 0 });
    this.total++;
    count.total++;
    if (found.length === 0) { this.same++; count.same++; return; }
    this.differences.push(`[${part}] ${title}`, ...found.slice(0, 30).map((line) => `    ${line}`));
  }
}

async function replay(recording: Recording, foreign: readonly string[], kubectl: string, port: number): Promise<ParityResult> {
  const { name, namespace, steps, states } = recording;
  others.clear();
  for (const other of foreign) if (other !== namespace) others.add(other);
  const score = new Score();
  const stage = await ScenarioStage.open({ kubectl, namespace, port, seed: 1, startMs: startOf(recording) });
  try {
    const world = new World(recording, stage);
    noteTimedHashes(undefined);
    noteTimedHashes(states.flatMap(({ changed }) => changed));
    for (const step of steps) {
      if (step.t !== undefined) stage.advanceTo(step.t);
      await runStep(step, stage, world, score);
      if (step.tEnd !== undefined) stage.advanceTo(step.tEnd);
      noteTimedHashes(stage.objects(new Set(['ReplicaSet', 'ControllerRevision'])));
      const state = states.find((s) => s.step === step.n);
      if (state) world.compare(state, score, step);
    }
    compareEvents(recording.events, stage.eventsSince(), world.namespaces, score);
    const ours = stage.writes.filter((write) => world.isOfInterest(write));
    compareLists('order', sequences(recording.writes), sequences(ours), score);
    compareOrders(recording.writes, ours, score);
    for (const { message, stack } of stage.errors) score.note('errors', message, [stack ?? '']);
  } finally {
    await stage.close();
  }
  return { set: 'scenarios', name, same: score.same, total: score.total, differences: score.differences, parts: score.parts };
}

/** The instant the recording began: when its namespace was made (CronJobs depend on the minute). */
function startOf({ states, steps }: Recording): number {
  let earliest = Infinity;
  for (const { step, changed } of states) {
    const at = steps.find((s) => s.n === step)?.t ?? 0;
    for (const { kind, metadata } of changed) if (kind === 'Namespace') earliest = Math.min(earliest, Date.parse(metadata.creationTimestamp!) - at * 1000);
    if (earliest !== Infinity) break;
  }
  return earliest === Infinity ? Date.parse('2026-11-21T04:54:39Z') : earliest;
}

async function runStep(step: RecordedStep, stage: ScenarioStage, world: World, score: Score): Promise<void> {
  if (step.files) await stage.files(Object.fromEntries(Object.entries(step.files).map(([name, text]) => [name, world.ourNames(text)])));
  const title = `step ${step.n}: ${step.cmd ?? (step.http ? `${step.http.method} ${step.http.path}` : '')}`;
  if (step.node) { stage.setPower(step.name!, step.node === 'start'); return; }
  if (step.background) { await stage.startBackground(step.background, world.ourNames(step.cmd!), step); return; }
  if (step.backgroundStopped) { score.note('output', title, comparePrinted(await stage.stopBackground(step.backgroundStopped), { ...step, rc: 0 })); return; }
  if (step.http) {
    const { code, body } = await stage.http(step, world.ourNames(step.http.path), world.ourBody(step.http.body));
    const plain = (value: unknown): unknown => (value !== null && typeof value === 'object' && 'metadata' in value ? normaliseObject(value as AnyObject) : value);
    const theirs = plain(step.response!.body), ours = plain(body);
    score.note('output', title, [...differences(code, step.response!.code, 'code'), ...(canonical(ours) === canonical(theirs) ? [] : differences(ours, theirs))]);
    return;
  }
  // One that never ended was stopped by hand.
  if (step.cmd === undefined || step.rc === null) return;
  const printed = await stage.run(world.ourNames(step.cmd), step);
  noteTimedHashes(stage.objects(new Set(['ReplicaSet', 'ControllerRevision'])));
  score.note('output', title, comparePrinted(printed, step));
}

/** Rows may stand in another order: generated names decide it. */
function comparePrinted(ours: Printed, theirs: RecordedStep): string[] {
  const found: string[] = [];
  if (theirs.rc !== undefined && theirs.rc !== null && ours.rc !== theirs.rc) found.push(`exit code: ours ${ours.rc}, theirs ${theirs.rc}`);
  for (const stream of ['stdout', 'stderr'] as const) {
    const a = normaliseOutput(withoutOthers(ours[stream], theirs)), b = normaliseOutput(withoutOthers(theirs[stream] ?? '', theirs));
    const x = a.split('\n').sort(), y = b.split('\n').sort();
    if (a === b || x.join('\n') === y.join('\n')) continue;
    const extra = minus(x, y), missing = minus(y, x);
    found.push(`${stream}:`, ...extra.map((line) => `  ours   ${line}`), ...missing.map((line) => `  theirs ${line}`));
  }
  return found;
}

/** Listings of a whole cluster also show what other recordings, made at the same time, had there. */
function withoutOthers(text: string, { cmd = '' }: RecordedStep): string {
  if (!/(?:^|\s)(?:-A|--all-namespaces|namespaces?|ns|describe node)\b/.test(cmd)) return text;
  return text.split('\n').filter((line) => !others.has(line.trim().split(/\s+/)[0]!)).join('\n');
}

/** Namespaces of the other recordings. */
const others = new Set<string>();

/** Lines of `a` that `b` has not (as often). */
function minus(a: readonly string[], b: readonly string[]): string[] {
  const left = [...b];
  return a.filter((line) => {
    const i = left.indexOf(line);
    if (i >= 0) left.splice(i, 1);
    return i < 0;
  });
}

const keyOf = (object: AnyObject): string => `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** The recorded objects as far as the session went, beside ours; which of ours stands for which recorded name. */
class World {
  readonly #theirs = new Map<string, AnyObject>();
  readonly #names = new Map<string, string>();
  readonly #kinds = new Set<string>();
  readonly #clusterKinds = new Set<string>();
  /** Most scenarios stay in one; some make more. */
  readonly namespaces: Set<string>;

  constructor(private readonly recording: Recording, private readonly stage: ScenarioStage) {
    this.namespaces = new Set([recording.namespace]);
    for (const { changed } of recording.states) for (const { kind, metadata } of changed) {
      this.#kinds.add(kind!);
      if (metadata.namespace) this.namespaces.add(metadata.namespace); else this.#clusterKinds.add(kind!);
    }
    for (const { kind } of recording.writes) if (kind !== 'Event') this.#kinds.add(kind);
  }

  /** Names of the recorded session that were generated become those of their counterparts here. */
  ourNames(text: string): string {
    for (const object of this.#theirs.values()) {
      const { name, uid } = object.metadata;
      if (uid && text.includes(uid)) text = text.replaceAll(uid, this.#counterpart(object)?.metadata.uid ?? uid);
      if (!name || normaliseText(name) === name || !text.includes(name)) continue;
      text = text.replaceAll(name, this.#names.get(keyOf(object)) ?? this.#assign(object));
    }
    return text;
  }

  ourBody(body: unknown): unknown { return body === undefined ? undefined : JSON.parse(this.ourNames(JSON.stringify(body))) as unknown; }

  /** The object of that very name here. */
  #counterpart(theirs: AnyObject): AnyObject | undefined {
    const name = this.#names.get(keyOf(theirs)) ?? theirs.metadata.name!;
    return this.#ours().find((object) => object.kind === theirs.kind && object.metadata.namespace === theirs.metadata.namespace && object.metadata.name === name);
  }

  #assign(theirs: AnyObject): string {
    const taken = new Set(this.#names.values());
    const alike = (object: AnyObject): number => {
      const status = (o: AnyObject): { phase?: string } => (o as { status?: { phase?: string } }).status ?? {};
      return Number(canonical(object.metadata.labels) === canonical(theirs.metadata.labels)) * 8 + Number(!object.metadata.deletionTimestamp === !theirs.metadata.deletionTimestamp) * 4
        + Number(status(object).phase === status(theirs).phase) * 2 + Number(canonical(normaliseObject(object)) === canonical(normaliseObject(theirs)));
    };
    const candidates = this.#ours().filter((object) => object.kind === theirs.kind && normaliseText(object.metadata.name!) === normaliseText(theirs.metadata.name!) && !taken.has(object.metadata.name!));
    const born = (object: AnyObject): string => `${object.metadata.creationTimestamp} ${object.metadata.name}`;
    candidates.sort((a, b) => alike(b) - alike(a) || (born(a) < born(b) ? -1 : 1));
    const chosen = candidates[0]?.metadata.name ?? theirs.metadata.name!;
    this.#names.set(keyOf(theirs), chosen);
    return chosen;
  }

  #ours(): AnyObject[] {
    const theirNames = new Set(this.recording.states.flatMap(({ changed }) => changed.map((object) => normaliseText(keyOf(object)))));
    return this.stage.objects(this.#kinds).filter((object) => this.#inScope(object.kind!, object.metadata.namespace, () => theirNames.has(normaliseText(keyOf(object))), object.metadata.name!));
  }

  #inScope(kind: string, namespace: string | undefined, known: () => boolean, name: string): boolean {
    if (name === 'kube-root-ca.crt' || (kind === 'ServiceAccount' && name === 'default')) return false;
    return (namespace !== undefined && this.namespaces.has(namespace)) || (this.#clusterKinds.has(kind) && known());
  }

  isOfInterest({ kind, name, object }: RecordedWrite): boolean {
    const theirs = new Set(this.recording.writes.map((write) => `${write.kind}/${normaliseText(write.name)}`));
    return this.#inScope(kind, object?.metadata.namespace, () => theirs.has(`${kind}/${normaliseText(name)}`), name);
  }

  /** Each object that the step changed or removed, and what is there although it should not. */
  compare({ changed, removed }: { changed: readonly AnyObject[]; removed: readonly string[] }, score: Score, step: RecordedStep): void {
    for (const object of changed) this.#theirs.set(keyOf(object), object);
    for (const gone of removed) this.#theirs.delete(gone.split('/').length === 3 ? gone : `${gone.split('/')[0]}//${gone.split('/')[1]}`);
    const ours = new Map<string, AnyObject[]>();
    for (const object of this.#ours()) push(ours, normaliseText(keyOf(object)), normaliseObject(object));
    const left = new Map([...ours].map(([key, list]) => [key, [...list]]));
    const take = (key: string, wanted: string, orAny: boolean): AnyObject | undefined => {
      const list = left.get(key);
      const i = list?.findIndex((object) => canonical(object) === wanted) ?? -1;
      if (i < 0 && (!orAny || !list?.length)) return undefined;
      return list!.splice(Math.max(i, 0), 1)[0];
    };
    const unmatched: [key: string, object: AnyObject][] = [];
    for (const object of changed) {
      const key = normaliseText(keyOf(object));
      const plain = normaliseObject(object);
      if (take(key, canonical(plain), false)) score.note('objects', '', []);
      else unmatched.push([key, plain]);
    }
    // What the step did not touch uses up its counterpart before the rest is compared with whatever is left.
    const touched = new Set(changed.map(keyOf));
    for (const [key, object] of this.#theirs) if (!touched.has(key)) take(normaliseText(key), canonical(normaliseObject(object)), false);
    for (const [key, object] of this.#theirs) if (!touched.has(key) && !(ours.get(normaliseText(key)) ?? []).some((o) => canonical(o) === canonical(normaliseObject(object)))) take(normaliseText(key), '', true);
    for (const [key, plain] of unmatched) {
      const mine = take(key, '', true);
      score.note('objects', `step ${step.n} ${key}`, mine ? differences(mine, plain) : ['ours is not there']);
    }
    for (const gone of removed) {
      const key = normaliseText(gone.split('/').length === 3 ? gone : `${gone.split('/')[0]}//${gone.split('/')[1]}`);
      score.note('objects', `step ${step.n} ${key}`, (left.get(key)?.length ?? 0) > 0 ? ['ours is still there'] : []);
      left.delete(key);
    }
    for (const [key, list] of left) if (list.length && !key.startsWith('Node/')) score.note('objects', `step ${step.n} ${key}`, list.map(() => 'only ours is there'));
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value); else map.set(key, [value]);
}

/** How often each Event happened. Pulls are left out: which images a node had depends on the scenarios before. */
function compareEvents(theirs: readonly RecordedEvent[], ours: readonly AnyObject[], namespaces: ReadonlySet<string>, score: Score): void {
  const aboutNodes = theirs.some(({ object }) => object.kind === 'Node');
  const key = (kind: string, name: string, type: string, reason: string, message: string, component: string): string =>
    normaliseText(`${kind}/${name} ${type} ${reason} ${component}: ${message}`).replace(/\(combined from similar events\): .*/, '(combined)');
  const counts = new Map<string, [ours: number, theirs: number]>();
  const add = (text: string, side: 0 | 1, count: number): void => {
    const pair = counts.get(text) ?? [0, 0];
    pair[side] += count;
    counts.set(text, pair);
  };
  for (const { op, type, reason, message, count, component, reportingComponent, object } of theirs) {
    // Series (the scheduler's) are written when they begin and then rarely: only whether there is one is compared.
    if (count === null && op !== 'ADDED') continue;
    // The fake runtime has no image file system to collect.
    if (reason !== 'Pulling' && reason !== 'ImageGCFailed') add(key(object.kind, object.name, type, reason, message, component || reportingComponent || ''), 1, 1);
  }
  for (const object of ours) {
    const event = object as unknown as { metadata: { namespace: string }; involvedObject: { kind: string; name: string }; type: string; reason: string; message: string; source?: { component?: string }; reportingComponent?: string; count?: number; series?: { count: number } };
    const { kind, name } = event.involvedObject;
    // A recorded node that was stopped is a process; ours is a machine that boots.
    if (event.reason === 'Pulling' || event.reason === 'Rebooted' || !(namespaces.has(event.metadata.namespace) || (kind === 'Node' && aboutNodes))) continue;
    add(key(kind, name, event.type, event.reason, event.message, event.source?.component || event.reportingComponent || ''), 0, event.count ?? 1);
  }
  const repeated = /^\S+ Warning FailedScheduling/;
  for (const [text, pair] of counts) {
    const [mine, their] = repeated.test(text) ? pair.map((n) => Math.min(n, 1)) as [number, number] : pair;
    score.note('events', text, mine === their ? [] : [`ours ${mine} times, theirs ${their} times`]);
  }
}

function compareLists(part: string, theirs: Map<string, string[]>, ours: Map<string, string[]>, score: Score): void {
  for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
    const a = ours.get(name) ?? [], b = theirs.get(name) ?? [];
    const extra = minus(a, b), missing = minus(b, a);
    for (let i = 0; i < b.length - missing.length; i++) score.note(part, '', []);
    for (let i = 0; i < Math.max(extra.length, missing.length); i++) score.note(part, `writes of ${name}`, [`ours   ${extra[i] ?? 'none'}`, `theirs ${missing[i] ?? 'none'}`]);
  }
}

function compareOrders(theirs: readonly RecordedWrite[], ours: readonly RecordedWrite[], score: Score): void {
  const a = controllerOrders(ours), b = controllerOrders(theirs);
  for (const parent of new Set([...a.keys(), ...b.keys()])) {
    const mine = a.get(parent) ?? [], their = b.get(parent) ?? [];
    score.note('controllers', `writes of the controller of ${parent}`, mine.join() === their.join() ? [] : [`ours   ${mine.join(', ')}`, `theirs ${their.join(', ')}`]);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true, options: { kubectl: { type: 'string' }, out: { type: 'string', default: 'scenario-differences.txt' }, port: { type: 'string', default: '0' } },
  });
  const [dir, ...names] = positionals;
  if (dir === undefined) throw new Error('usage: scenarios.ts <recordings dir> [--kubectl PATH] [--out FILE] [--port N] [name ...]');
  const lines: string[] = [];
  let same = 0, total = 0;
  for await (const result of eachScenario(dir, { names, port: Number(values.port), ...(values.kubectl === undefined ? {} : { kubectl: values.kubectl }) })) {
    same += result.same;
    total += result.total;
    const parts = Object.entries(result.parts ?? {}).map(([part, count]) => `${part} ${count.same}/${count.total}`).join('  ');
    console.log(`${result.name.padEnd(22)} ${String(result.same).padStart(4)} of ${String(result.total).padStart(4)}  ${((100 * result.same) / result.total).toFixed(1).padStart(5)} %   ${parts}`);
    lines.push(`=== ${result.name}`, ...result.differences, '');
    writeFileSync(values.out, `${lines.join('\n')}\n`);
  }
  console.log(`scenarios: ${same} of ${total} are the same, ${((100 * same) / total).toFixed(2)} % (aim: 95 %); the differences are in ${values.out}`);
  process.exit(0);
}
