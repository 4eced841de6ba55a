/**
 * Writes Events. Repeats of one (object, reason, message) within ten minutes raise `count` of the first; a source that
 * floods one object is held back (burst 25, then one in five minutes), as client-go's correlator does.
 */
import { EVENTS, type AnyResource } from '../api/resource.ts';
import type { ApiObject, Event, ObjectReference } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { hash32 } from '../kernel/random.ts';
import { formatMicroTime, formatTime } from '../kernel/time.ts';
import type { Client } from './client.ts';
import type { EventDetails, EventRecorder } from './events.ts';

const SPAM_BURST = 25;
const SPAM_REFILL_MS = 300_000;
const AGGREGATE_MS = 600_000;
/** Virtual ms between the act and the write of its Event. */
const SEND_MS = 3;
const CACHE_SIZE = 4096;

interface Seen { name: string; namespace: string; count: number; lastMs: number }
interface Bucket { tokens: number; atMs: number }

export interface RecorderSource { component: string; host?: string; /** events.k8s.io style: no count, eventTime and reporting fields set (the scheduler). */ series?: boolean }

export class Recorder implements EventRecorder {
  /** By a hash of all that makes two events the same: the texts themselves would weigh more than the Events. */
  #seen = new Map<number, Seen>();
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
    if (!this.#take(subject)) return;
    const now = this.kernel.now;
    // events.k8s.io tells repeats by the object's version, not by the text.
    const text = this.source.series
      ? `${subject}/${metadata.resourceVersion}/${type}/${reason}/${more.action ?? ''}`
      : `${subject}/${more.fieldPath ?? ''}/${type}/${reason}/${message}`;
    const id = hash32(text) * 0x100000 + (hash32(text, 0x5bd1e995) & 0xfffff);
    const seen = this.#seen.get(id);
    if (seen && now - seen.lastMs <= AGGREGATE_MS) {
      seen.count++;
      seen.lastMs = now;
      // The first repeat makes it a series; later ones are only counted.
      if (this.source.series && seen.count > 2) return;
      this.kernel.after(SEND_MS, () => this.#repeat(seen));
      return;
    }
    const namespace = metadata.namespace || 'default';
    const first: Seen = { name: `${metadata.name}.${this.#stamp(now)}`, namespace, count: 1, lastMs: now };
    if (this.#seen.size >= CACHE_SIZE) this.#seen.delete(this.#seen.keys().next().value!);
    this.#seen.set(id, first);
    const event: Event = {
      metadata: { name: first.name, namespace },
      involvedObject: this.#involved(object, more.fieldPath),
      reason, message, type, ...this.#origin(now, more),
    } as unknown as Event;
    this.kernel.after(SEND_MS, () => this.#write(() => this.client.create(EVENTS, event)));
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

  #origin(now: number, more: EventDetails): object {
    const { component, host, series } = this.source;
    if (series) {
      return {
        source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: formatMicroTime(now), action: more.action,
        reportingComponent: component, reportingInstance: host ?? component,
      };
    }
    const at = formatTime(now);
    return {
      source: this.#source, firstTimestamp: at, lastTimestamp: at, count: 1, eventTime: null,
      reportingComponent: component, reportingInstance: host ?? '',
    };
  }

  #repeat(seen: Seen): void {
    const body = this.source.series
      ? { series: { count: seen.count, lastObservedTime: formatMicroTime(seen.lastMs) } }
      : { count: seen.count, lastTimestamp: formatTime(seen.lastMs) };
    this.#write(() => this.client.patch(EVENTS as AnyResource, seen.name, seen.namespace, 'application/strategic-merge-patch+json', body));
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
