/**
 * Puts recorded creates through the kinds alone, without a server: decode -> defaults -> prepareForCreate -> rules -> warnings,
 * and compares objects, messages and causes with what a real v1.36 answered.
 *
 * `npx tsx src/testing/parity/kinds.ts <recordings folder> [resource ...] [--show=20] [--only=create|invalid]`
 * Differences are printed for the first `--show` failing cases of each resource that was named.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { StatusError, type Status } from '../../engine/api/errors.ts';
import { KINDS } from '../../engine/api/kinds/index.ts';
import type { Kind } from '../../engine/api/kinds/kind.ts';
import { decodeObject } from '../../engine/api/schema/decode.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { invalidObject } from '../../engine/api/validation/field.ts';
import { validateNew } from '../../engine/api/validation/object.ts';

interface Recorded { id?: string; source: string; mutation?: string[]; request: { path: string }; input: AnyObject; code: number; response: AnyObject; warning?: string }

const [folder, ...rest] = process.argv.slice(2);
if (!folder) throw new Error('usage: npx tsx src/testing/parity/kinds.ts <recordings folder> [resource ...] [--show=20] [--only=create|invalid]');
const option = (name: string): string | undefined => rest.find((r) => r.startsWith(`--${name}=`))?.slice(name.length + 3);
const wanted = rest.filter((r) => !r.startsWith('--'));
const show = Number(option('show') ?? '20');

const UID = '00000000-0000-4000-8000-000000000000';

function* cases(): Generator<[set: string, recorded: Recorded]> {
  for (const set of ['create', 'invalid']) {
    if (option('only') && option('only') !== set) continue;
    for (const file of readdirSync(join(folder!, set)).filter((f) => f.endsWith('.jsonl.gz'))) {
      for (const line of gunzipSync(readFileSync(join(folder!, set, file))).toString().split('\n')) if (line) yield [set, JSON.parse(line) as Recorded];
    }
  }
}

interface Target { kind: Kind; version: string; resource: string }

function targetOf(path: string): Target | undefined {
  const m = /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))\/(?:namespaces\/[^/]+\/)?([^/?]+)$/.exec(path);
  if (!m) return undefined;
  const group = m[2] ?? '', version = m[1] ?? m[3]!, resource = m[4]!;
  const kind = KINDS.find((k) => k.resource.group === group && k.resource.resource === resource);
  return kind && { kind, version, resource: group ? `${resource}.${group}` : resource };
}

const apiVersion = (group: string, version: string): string => (group ? `${group}/${version}` : version);

function replay(target: Target, recorded: Recorded): { object?: AnyObject; status?: Status; warnings: string[] } {
  const { kind, version } = target;
  const { resource } = kind;
  try {
    let { object } = decodeObject(recorded.input, apiVersion(resource.group, version), resource.kind, 'Strict');
    const served = version === resource.version ? undefined : kind.versions?.find((v) => v.version === version);
    if (served) { served.setDefaults?.(object); object = served.toStored(object); }
    object.metadata ??= {};
    kind.setDefaults?.(object as never);
    object.metadata.uid = UID;
    if (resource.namespaced) object.metadata.namespace ??= /namespaces\/([^/]+)/.exec(recorded.request.path)?.[1];
    if (!object.metadata.name && object.metadata.generateName) object.metadata.name = `${object.metadata.generateName}${generatedSuffix(recorded)}`;
    if (resource.kind === 'Pod') (object as { spec?: { serviceAccountName?: string } }).spec!.serviceAccountName ??= 'default';
    kind.prepareForCreate?.(object as never);
    const errors = validateNew(kind, object);
    if (errors.length) throw invalidObject(resource, object.metadata.name ?? '', errors);
    return { object: served ? served.fromStored(object) : object, warnings: kind.warnings?.(object as never) ?? [] };
  } catch (error) {
    if (error instanceof StatusError) return { status: error.status, warnings: [] };
    throw error;
  }
}

function generatedSuffix(recorded: Recorded): string {
  const base = recorded.input.metadata.generateName!;
  const name = recorded.code === 201 ? recorded.response.metadata.name : (recorded.response as { details?: { name?: string } }).details?.name;
  return name?.startsWith(base) ? name.slice(base.length) : 'xxxxx';
}

/** Without what the server's generic code and admission add. */
function comparable(object: AnyObject, ours: boolean, input: AnyObject): AnyObject {
  const copy = JSON.parse(JSON.stringify(object).replaceAll(object.metadata.uid ?? UID, 'UID')) as AnyObject & { spec?: Record<string, unknown> };
  for (const field of ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'generation', 'selfLink'] as const) delete copy.metadata[field];
  if (copy.kind === 'Pod') stripPod(copy.spec as never);
  if (copy.kind === 'Service') stripService(copy.spec as never, (input.spec ?? {}) as never);
  if (ours && copy.status === undefined) delete copy.status;
  return copy;
}

interface LoosePod { tolerations?: { key?: string; tolerationSeconds?: number }[]; volumes?: { name: string }[]; containers?: Loose[]; initContainers?: Loose[]; [field: string]: unknown }
interface Loose { volumeMounts?: { name: string }[] }

function stripPod(spec: LoosePod): void {
  for (const field of ['serviceAccount', 'serviceAccountName', 'priority', 'preemptionPolicy']) delete spec[field];
  spec.tolerations = spec.tolerations?.filter((t) => !(/not-ready|unreachable/.test(t.key ?? '') && t.tolerationSeconds === 300));
  if (!spec.tolerations?.length) delete spec.tolerations;
  spec.volumes = spec.volumes?.filter((v) => !v.name.startsWith('kube-api-access-'));
  if (!spec.volumes?.length) delete spec.volumes;
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    container.volumeMounts = container.volumeMounts?.filter((m) => !m.name.startsWith('kube-api-access-'));
    if (!container.volumeMounts?.length) delete container.volumeMounts;
  }
}

interface LooseService { ports?: { nodePort?: number }[]; [field: string]: unknown }

function stripService(spec: LooseService, input: LooseService): void {
  if (!input.clusterIP) { delete spec.clusterIP; delete spec.clusterIPs; }
  spec.ports?.forEach((port, i) => { if (!input.ports?.[i]?.nodePort) delete port.nodePort; });
  if (!input.healthCheckNodePort) delete spec.healthCheckNodePort;
}

function differences(ours: unknown, theirs: unknown, path = ''): string[] {
  if (ours === theirs) return [];
  if (typeof ours !== 'object' || typeof theirs !== 'object' || ours === null || theirs === null || Array.isArray(ours) !== Array.isArray(theirs)) {
    return [`${path}: ours ${JSON.stringify(ours)?.slice(0, 300)}, theirs ${JSON.stringify(theirs)?.slice(0, 300)}`];
  }
  const a = ours as Record<string, unknown>, b = theirs as Record<string, unknown>;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => differences(a[key], b[key], `${path}.${key}`));
}

function compareStatus(ours: Status | undefined, theirs: Status): string[] {
  if (!ours) return [`no error; theirs: ${theirs.code} ${theirs.message?.slice(0, 600)}`];
  const list = (status: Status): string[] => (status.details?.causes ?? []).map((c) => `${c.field}: ${c.reason}: ${c.message}`.replace(new RegExp(UID, 'g'), 'UID').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UID'));
  const found = ours.code === theirs.code ? [] : [`code ${ours.code}, theirs ${theirs.code}`];
  const a = list(ours), b = list(theirs);
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) found.push(`cause ${i}: ours   ${a[i] ?? '-'}`, `         theirs ${b[i] ?? '-'}`);
  const text = (status: Status): string => (status.message ?? '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UID');
  if (!found.length && text(ours) !== text(theirs)) found.push(`message: ours   ${text(ours)}`, `         theirs ${text(theirs)}`);
  return found;
}

function compare(recorded: Recorded, answer: ReturnType<typeof replay>): string[] {
  if (recorded.code >= 400) {
    // What admission refuses never gets to the kind.
    if (recorded.code === 403 || recorded.code === 500) return [];
    return compareStatus(answer.status, recorded.response as unknown as Status);
  }
  if (!answer.object) return [`refused: ${answer.status?.message?.slice(0, 500)}`];
  const found = differences(comparable(answer.object, true, recorded.input), comparable(recorded.response, false, recorded.input));
  const theirs = (recorded.warning ?? '').split(/, (?=299 - )/).filter(Boolean).map((w) => (JSON.parse(w.replace(/^299 - /, '')) as string)).join('\n');
  const ours = answer.warnings.join('\n');
  if (theirs !== ours) found.push(`warnings: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`);
  return found;
}

const scores = new Map<string, { same: number; all: number; shown: number }>();
for (const [set, recorded] of cases()) {
  const target = targetOf(recorded.request.path.split('?')[0]!);
  if (!target || (wanted.length && !wanted.some((w) => target.resource === w || target.resource.startsWith(`${w}.`)))) continue;
  const key = `${set} ${target.resource}`;
  const score = scores.get(key) ?? { same: 0, all: 0, shown: 0 };
  scores.set(key, score);
  score.all++;
  let found: string[];
  try {
    found = compare(recorded, replay(target, recorded));
  } catch (error) {
    found = [`threw ${(error as Error).stack?.split('\n').slice(0, 3).join(' | ')}`];
  }
  if (!found.length) score.same++;
  else if (wanted.length && score.shown++ < show) console.log(`--- ${set} ${target.resource} ${recorded.id ?? recorded.source} ${recorded.mutation?.map((m) => m.slice(0, 150)).join('; ') ?? ''}\n    ${found.slice(0, 12).join('\n    ')}`);
}
const totals: Record<string, [number, number]> = {};
for (const [key, { same, all }] of [...scores].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`${key.padEnd(70)} ${String(same).padStart(4)} / ${String(all).padStart(4)}  ${((100 * same) / all).toFixed(1)} %`);
  const total = (totals[key.split(' ')[0]!] ??= [0, 0]);
  total[0] += same; total[1] += all;
}
for (const [set, [same, all]] of Object.entries(totals)) console.log(`${set}: ${same} of ${all}, ${((100 * same) / all).toFixed(2)} %`);
