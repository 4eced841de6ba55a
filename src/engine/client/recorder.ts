/**
 * Writes Events. Repeats raise `count` of the first; many alike about one thing become one "(combined from similar events)"; a source
 * that floods one object is held back. All three as client-go's correlator does it.
 */
import { isNotFound } from '../api/errors.ts';
import { EVENTS, type AnyResource } from '../api/resource.ts';
import type { ApiObject, Event, ObjectReference } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { hash32 } from '../kernel/random.ts';
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
const CACHE_SIZE = 4096;

interface Seen { name: string; namespace: string; count: number; firstMs: number; lastMs: number }
interface Bucket { tokens: number; atMs: number }
interface Similar { texts: Set<number>; lastMs: number }

export interface RecorderSource { component: string; host?: string; /** events.k8s.io style: no count, eventTime and reporting fields set (the scheduler). */ series?: boolean }

export class Recorder implements EventRecorder {
  /** By a hash of all that makes two events the same: the texts themselves would weigh more than the Events. */
  #seen = new Map<number, Seen>();
  /** The first text of a reason about an object, or all of them once there are two. */
  #similar = new Map<number, Similar | number>();
  #buckets = new Map<string, Bucket>();
  #sequence = 0;
  #lastInvolved: ObjectReference | undefined;
  readonly #source: { component: string; host?: string };

  constructor(private readonly kernel: Kernel, private readonly client: Client, private readonly source: RecorderSource) {
    this.#source = { component: source.component, ...(source.host ? { host: source.host } : {}) };
  }

  event(object: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string, more: EventDetails = {}): void {
    const { metadata = {}, kind = '' } = object;
    const subject = `${kind}/${metadata.namespace ?? ''}/${metadata.name}/${metadata.uid}`;
    const now = this.kernel.now;
    let id: number;
    if (this.source.series) {
      // events.k8s.io tells repeats by the object's version, not by the text.
      id = textHash(`${subject}/${metadata.resourceVersion}/${type}/${reason}/${more.action ?? ''}`);
    } else {
      id = textHash(`${subject}/${more.fieldPath ?? ''}/${type}/${reason}/${message}`);
      const alike = textHash(`${subject}/${type}/${reason}`);
      if (this.#isOneOfMany(alike, id, now)) {
        id = alike;
        message = `(combined from similar events): ${message}`;
      }
    }
    const seen = this.#seen.get(id);
    const repeated = seen !== undefined && (!this.source.series || now - seen.lastMs <= SERIES_MS);
    const entry: Seen = repeated ? seen : { name: `${metadata.name}.${this.#stamp(now)}`, namespace: metadata.namespace || 'default', count: 0, firstMs: now, lastMs: now };
    entry.count++;
    entry.lastMs = now;
    if (!repeated) {
      if (this.#seen.size >= CACHE_SIZE) this.#seen.delete(this.#seen.keys().next().value!);
      this.#seen.set(id, entry);
    }
    if (!this.#take(subject)) return;
    if (repeated) {
      // The first repeat makes it a series; later ones are only counted.
      if (this.source.series && entry.count > 2) return;
      this.kernel.after(SEND_MS, () => this.#repeat(entry, message, () => this.#body(object, type, reason, message, more, entry)));
      return;
    }
    const event = this.#body(object, type, reason, message, more, entry);
    this.kernel.after(SEND_MS, () => this.#write(() => this.client.create(EVENTS, event)));
  }

  #body(object: ApiObject, type: string, reason: string, message: string, more: EventDetails, entry: Seen): Event {
    return {
      metadata: { name: entry.name, namespace: entry.namespace },
      involvedObject: this.#involved(object, more.fieldPath),
      reason, message, type, ...this.#origin(entry, more),
    } as unknown as Event;
  }

  /** Notes a text of a reason about an object; true when there are so many that they are told as one. */
  #isOneOfMany(alike: number, id: number, now: number): boolean {
    const known = this.#similar.get(alike);
    if (known === undefined) {
      if (this.#similar.size >= CACHE_SIZE) this.#similar.delete(this.#similar.keys().next().value!);
      this.#similar.set(alike, id);
      return false;
    }
    // Most reasons are told once, or always with the same text: those cost a number.
    if (known === id) return false;
    let record: Similar;
    if (typeof known === 'number') this.#similar.set(alike, (record = { texts: new Set([known]), lastMs: now }));
    else record = known;
    if (now - record.lastMs > SIMILAR_MS) record.texts.clear();
    record.texts.add(id);
    record.lastMs = now;
    if (record.texts.size < SIMILAR) return false;
    record.texts.delete(record.texts.values().next().value!);
    return true;
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

  #origin(entry: Seen, more: EventDetails): object {
    const { component, host, series } = this.source;
    if (series) {
      return {
        source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: formatMicroTime(entry.lastMs), action: more.action,
        reportingComponent: component, reportingInstance: host ?? component,
      };
    }
    return {
      source: this.#source, firstTimestamp: formatTime(entry.firstMs), lastTimestamp: formatTime(entry.lastMs), count: entry.count, eventTime: null,
      reportingComponent: component, reportingInstance: host ?? '',
    };
  }

  /** Raises the count; an Event that is gone by now (too old, deleted) is made again. */
  #repeat(entry: Seen, message: string, body: () => Event): void {
    const change = this.source.series
      ? { series: { count: entry.count, lastObservedTime: formatMicroTime(entry.lastMs) } }
      : { count: entry.count, lastTimestamp: formatTime(entry.lastMs), message };
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

  #take(subject: string): boolean {
    const now = this.kernel.now;
    let bucket = this.#buckets.get(subject);
    if (!bucket) {
      if (this.#buckets.size >= CACHE_SIZE) this.#buckets.delete(this.#buckets.keys().next().value!);
      this.#buckets.set(subject, (bucket = { tokens: SPAM_BURST, atMs: now }));
    }
    bucket.tokens = Math.min(SPAM_BURST, bucket.tokens + (now - bucket.atMs) / SPAM_REFILL_MS);
    bucket.atMs = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** The instant in nanoseconds, hexadecimal, made unique: how client-go names Events. */
  #stamp(now: number): string {
    this.#sequence++;
    return (BigInt(Math.floor(now)) * 1_000_000n + BigInt(this.#sequence % 1_000_000)).toString(16);
  }
}

const textHash = (text: string): number => hash32(text) * 0x100000 + (hash32(text, 0x5bd1e995) & 0xfffff);
