/**
 * Takes out of an answer what depends on when and where it was given (uids, versions, times, drawn names, addresses and ports),
 * by the rules that the recordings state.
 */
import type { AnyObject } from '../../engine/api/types.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const TOKEN_VOLUME = /kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;
const SUFFIX = '[bcdfghjklmnpqrstvwxz2456789]{5}';

type Loose = { [key: string]: unknown };

/** `sent` is everything the client said: what it gave itself is compared as it stands. */
export function normaliseAnswer(response: AnyObject, sent: AnyObject, known: ReadonlySet<string> = stringsOf(sent)): unknown {
  const copy = structuredClone(response) as AnyObject & { details?: Loose };
  const uid = copy.metadata?.uid;
  let answer: unknown = copy;
  if (copy.kind === 'Status') {
    const { status, reason, code, message, details } = copy;
    if (details) { delete details['uid']; delete details['retryAfterSeconds']; }
    answer = { status, reason, code, message, details };
  } else if (copy.metadata) {
    for (const field of ['uid', 'resourceVersion', 'creationTimestamp', 'selfLink'] as const) delete copy.metadata[field];
    for (const entry of copy.metadata.managedFields ?? []) delete entry.time;
    copy.metadata.managedFields?.sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
    if (copy.kind === 'Service') normaliseService(copy as unknown as LooseService, sent as unknown as LooseService);
  }
  const base = sent.metadata?.generateName;
  const drawn = base && !sent.metadata.name ? new RegExp(`${escape(base)}${SUFFIX}`, 'g') : undefined;
  const text = (value: string): string => {
    let next = uid ? value.replaceAll(uid, '<uid>') : value;
    next = next.replace(TOKEN_VOLUME, 'kube-api-access-<suffix>').replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => (known.has(id) ? id : '<uid>'));
    next = next.replace(/"resourceVersion":"\d+"/g, '"resourceVersion":"<n>"').replace(/"(creationTimestamp|time)":"[^"]+"/g, '"$1":"<time>"');
    if (drawn) next = next.replace(drawn, `${base}<suffix>`);
    return TIME.test(next) && !known.has(next) ? '<time>' : next;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined).map(([key, v]) => [key.replace(TOKEN_VOLUME, 'kube-api-access-<suffix>'), walk(v)]));
  };
  return walk(answer);
}

const identity = (entry: { manager?: string; operation?: string; apiVersion?: string; subresource?: string }): string => [entry.manager, entry.operation, entry.subresource, entry.apiVersion].join(' ');
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface LooseService { spec?: { clusterIP?: unknown; clusterIPs?: unknown[]; ports?: { nodePort?: unknown }[]; healthCheckNodePort?: unknown } }

function normaliseService({ spec }: LooseService, sent: LooseService): void {
  if (!spec) return;
  const asked: NonNullable<LooseService['spec']> = typeof sent.spec === 'object' && sent.spec ? sent.spec : {};
  if (!asked.clusterIP && spec.clusterIP && spec.clusterIP !== 'None') {
    spec.clusterIP = '<clusterIP>';
    if (spec.clusterIPs) spec.clusterIPs = spec.clusterIPs.map(() => '<clusterIP>');
  }
  (spec.ports ?? []).forEach((port, i) => { if (port.nodePort && !asked.ports?.[i]?.nodePort) port.nodePort = '<nodePort>'; });
  if (spec.healthCheckNodePort && !asked.healthCheckNodePort) spec.healthCheckNodePort = '<nodePort>';
}

export function stringsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') found.add(value);
  else if (typeof value === 'object' && value !== null) for (const v of Object.values(value)) stringsOf(v, found);
  return found;
}

/** The texts of a `Warning` header. */
export function warningsOf(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!.replace(/\\(.)/g, '$1'));
}
