/**
 * Writes Events. Repeats raise `count` of the first; many alike about one thing become one "(combined from similar events)"; a source
 * that floods one object is held back. All three as client-go's correlator does it.
 */
import { isNotFound } from '../api/errors.ts';
import { EVENTS, type AnyResource } from '../api/resource.ts';
import type { ApiObject, Event, ObjectReference } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { hash32 } from '../kernel/random.ts';
import { flat } from '../kernel/flat.ts';
import { formatMicroTime, formatTime } from '../kernel/time.ts';
import type { Client } from './client.ts';
import type { EventDetails, EventRecorder } from './events.ts';

/** A flood: so many Events about one object at once, then one in five minutes. */
const SPAM_BURST = 25;
const SPAM_REFILL_MS = 300_000;
/** So many different texts of one reason about one object, none of them ten minutes after the last, are told as one. */
const SIMILAR = 10;
const SIMILAR_MS = 600_000;
/** events.k8s.io: a series that was quiet for so long is over. */
const SERIES_MS = 360_000;
/** Virtual ms between the act and the write of its Event. */
const SEND_MS = 3;
/** Objects that are remembered, and Events of each. */
const SUBJECTS = 4096;
const EVENTS_A_SUBJECT = 64;

/** An Event that was written, and what makes another one the same. */
interface Told {
  readonly type: string;
  readonly reason: string;
  /** Of events.k8s.io-style ones not the text, but the object's version and the action. */
  readonly message: string;
  readonly detail: string | undefined;
  /** Stands for many alike. */
  readonly combined: boolean;
  readonly name: string;
  readonly namespace: string;
  count: number;
  /** RFC 3339: the text that stands in the Event, too. */
  readonly first: string;
  lastMs: number;
  /** The one told before. */
  before: Told | undefined;
}

interface Similar { texts: Set<string>; lastMs: number }

/** What is known of one object. */
interface Subject {
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  tokens: number;
  atMs: number;
  /** The newest. */
  told: Told | undefined;
  /** By type and reason, once there are two texts of it. */
  similar: Map<string, Similar> | undefined;
}

export interface RecorderSource { component: string; host?: string; /** events.k8s.io style: no count, eventTime and reporting fields set (the scheduler). */ series?: boolean; /** What the source's own clock shows at an instant, ms; default the true one. */ wall?: (atMs: number) => number }

export class Recorder implements EventRecorder {
  #subjects = new Map<string, Subject>();
  #sequence = 0;
  #lastInvolved: ObjectReference | undefined;
  readonly #source: { component: string; host?: string };

  constructor(private readonly kernel: Kernel, private readonly client: Client, private readonly source: RecorderSource) {
    this.#source = { component: source.component, ...(source.host ? { host: source.host } : {}) };
    // Each source counts from elsewhere: two that tell of things of one name in one instant would name their Events alike.
    this.#sequence = hash32(`${source.component}/${source.host ?? ''}`) % 1_000_000;
  }

  event(object: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string, more: EventDetails = NONE): void {
    const now = this.kernel.now;
    const subject = this.#subjectOf(object);
    const { series = false } = this.source;
    const { metadata = {} } = object;
    // events.k8s.io tells repeats by the object's version, not by the text.
    const text = series ? metadata.resourceVersion ?? '' : message, detail = series ? more.action : more.fieldPath;
    let told = find(subject, (t) => !t.combined && t.reason === reason && t.message === text && t.detail === detail && t.type === type);
    const combined = !series && isOneOfMany(subject, told, type, reason, text, detail, now);
    if (combined) {
      told = find(subject, (t) => t.combined && t.reason === reason && t.type === type);
      message = `(combined from similar events): ${message}`;
    }
    const repeated = told !== undefined && (!series || now - told.lastMs <= SERIES_MS);
    if (!repeated) {
      told = {
        type, reason, message: text, detail, combined, name: flat(`${metadata.name}.${this.#stamp(now)}`), namespace: metadata.namespace || 'default', count: 0, first: formatTime(this.#wall(now)), lastMs: now,
        before: subject.told,
      };
      subject.told = told;
      forgetOldest(subject);
    }
    const entry = told!;
    entry.count++;
    entry.lastMs = now;
    // Only the older kind of Events is held back when it floods.
    if (!series && !take(subject, now)) return;
    if (repeated) {
      // The first repeat makes it a series; later ones are only counted.
      if (series && entry.count > 2) return;
      this.kernel.after(SEND_MS, () => this.#repeat(entry, message, () => this.#body(object, type, reason, message, more, entry)));
      return;
    }
    const event = this.#body(object, type, reason, flat(message), more, entry);
    this.kernel.after(SEND_MS, () => this.#write(() => this.client.create(EVENTS, event)));
  }

  #wall(atMs: number): number { return this.source.wall?.(atMs) ?? atMs; }

  #subjectOf({ metadata = {}, kind = '' }: ApiObject): Subject {
    const { uid = '', name, namespace } = metadata;
    let key = uid, subject = this.#subjects.get(key);
    if (!uid || (subject && (subject.name !== name || subject.kind !== kind || subject.namespace !== namespace))) {
      key = `${kind}/${namespace ?? ''}/${name}/${uid}`;
      subject = this.#subjects.get(key);
    }
    if (!subject) {
      if (this.#subjects.size >= SUBJECTS) this.#subjects.delete(this.#subjects.keys().next().value!);
      this.#subjects.set(key, (subject = { kind, name, namespace, tokens: SPAM_BURST, atMs: this.kernel.now, told: undefined, similar: undefined }));
    }
    return subject;
  }

  /** All fields in one literal, in the order of Kubernetes' Event: a cluster holds more Events than anything else. */
  #body(object: ApiObject, type: string, reason: string, message: string, more: EventDetails, { name, namespace, first, lastMs, count }: Told): Event {
    const { component, host, series } = this.source;
    const metadata = { name, namespace }, involvedObject = this.#involved(object, more.fieldPath);
    const event = series
      ? {
        apiVersion: 'v1', kind: 'Event', metadata, involvedObject, reason, message, source: NO_SOURCE, firstTimestamp: null, lastTimestamp: null, type,
        eventTime: formatMicroTime(lastMs), action: more.action, reportingComponent: component, reportingInstance: host ?? component,
      }
      : {
        apiVersion: 'v1', kind: 'Event', metadata, involvedObject, reason, message, source: this.#source, firstTimestamp: first, lastTimestamp: formatTime(this.#wall(lastMs)),
        count, type, eventTime: null, reportingComponent: component, reportingInstance: host ?? '',
      };
    return event as unknown as Event;
  }

  /** Events about one thing at one revision share their reference to it. */
  #involved({ metadata = {}, kind = '', apiVersion = 'v1' }: ApiObject, fieldPath: string | undefined): ObjectReference {
    const last = this.#lastInvolved;
    if (last && last.uid === metadata.uid && last.resourceVersion === metadata.resourceVersion && last.fieldPath === fieldPath && last.name === metadata.name) return last;
    return (this.#lastInvolved = {
      kind, namespace: metadata.namespace, name: metadata.name, uid: metadata.uid, apiVersion, resourceVersion: metadata.resourceVersion,
      ...(fieldPath ? { fieldPath } : {}),
    });
  }

  /** Raises the count; an Event that is gone by now (too old, deleted) is made again. */
  #repeat(entry: Told, message: string, body: () => Event): void {
    const change = this.source.series
      ? { series: { count: entry.count, lastObservedTime: formatMicroTime(entry.lastMs) } }
      : { count: entry.count, lastTimestamp: formatTime(this.#wall(entry.lastMs)), message };
    this.#write(() => {
      try {
        this.client.patch(EVENTS as AnyResource, entry.name, entry.namespace, 'application/strategic-merge-patch+json', change);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        this.client.create(EVENTS, body());
      }
    });
  }

  /** An event that cannot be written (its namespace goes, the API server is down) is dropped, as client-go does in the end. */
  #write(run: () => void): void {
    try { run(); } catch { this.#sequence++; }
  }

  /** The instant in nanoseconds, hexadecimal, made unique: how client-go names Events. */
  #stamp(now: number): string {
    this.#sequence++;
    return nanosHex(Math.floor(now), this.#sequence % 1_000_000);
  }
}

const NONE: EventDetails = {};
const NO_SOURCE = {};
/** Digits of the lower part of a stamp: 28 bits. */
const LOW = 2 ** 28;
const LOW_DIGITS = 7;

/** `ms` in nanoseconds plus `nanos`, in hexadecimal: more than a number can hold, so in two parts. */
function nanosHex(ms: number, nanos: number): string {
  const low = (ms % LOW) * 1_000_000 + nanos;
  const high = Math.floor(ms / LOW) * 1_000_000 + Math.floor(low / LOW);
  return high.toString(16) + (low % LOW).toString(16).padStart(LOW_DIGITS, '0');
}

/** Notes a text of a reason about an object; true when there are so many that they are told as one. */
function isOneOfMany(subject: Subject, told: Told | undefined, type: string, reason: string, message: string, detail: string | undefined, now: number): boolean {
  const id = `${type}/${reason}`;
  let record = subject.similar?.get(id);
  if (!record) {
    // Most reasons are told once, or always with the same text.
    const first = find(subject, (t) => t.reason === reason && t.type === type);
    if (!first || first === told) return false;
    record = { texts: new Set([textOf(first.message, first.detail)]), lastMs: now };
    (subject.similar ??= new Map()).set(id, record);
  }
  if (now - record.lastMs > SIMILAR_MS) record.texts.clear();
  const text = textOf(message, detail);
  record.texts.add(text);
  record.lastMs = now;
  if (record.texts.size < SIMILAR) return false;
  // A real one forgets any of them; without the newest, those that are told by themselves go on being counted.
  record.texts.delete(text);
  return true;
}

function find({ told }: Subject, is: (told: Told) => boolean): Told | undefined {
  for (let t = told; t; t = t.before) if (is(t)) return t;
  return undefined;
}

function forgetOldest({ told }: Subject): void {
  let count = 1;
  for (let t = told; t; t = t.before) if (++count > EVENTS_A_SUBJECT) t.before = undefined;
}

const textOf = (message: string, detail: string | undefined): string => `${detail ?? ''}/${message}`;

function take(subject: Subject, now: number): boolean {
  subject.tokens = Math.min(SPAM_BURST, subject.tokens + (now - subject.atMs) / SPAM_REFILL_MS);
  subject.atMs = now;
  if (subject.tokens < 1) return false;
  subject.tokens -= 1;
  return true;
}
