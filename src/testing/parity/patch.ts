/**
 * Replays recorded patches against the patch and apply functions, without a server: `npx tsx src/testing/parity/patch.ts
 * <recordings folder> [--all] [id ...]`. Each step starts from the recorded object, goes through the patch, the kind's defaults
 * and validation, and is compared with what a real v1.36 answered: code, object, managed fields, message.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { applyJsonPatch } from '../../engine/api/patch/json-patch.ts';
import { jsonEqual, type JsonObject } from '../../engine/api/patch/json-value.ts';
import { decodePatched } from '../../engine/api/patch/decode-patched.ts';
import { applyMergePatch } from '../../engine/api/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../../engine/api/patch/strategic-merge-patch.ts';
import type { PatchType } from '../../engine/api/api.ts';
import { badRequest, conflict, MODIFIED, StatusError } from '../../engine/api/errors.ts';
import type { Kind } from '../../engine/api/kinds/kind.ts';
import { invalidObject } from '../../engine/api/validation/field.ts';
import { decodeObject } from '../../engine/api/schema/decode.ts';
import { validateChanged } from '../../engine/api/validation/object.ts';
import { schemaOf } from '../../engine/api/schema/types.ts';
import type { AnyObject, ManagedFieldsEntry } from '../../engine/api/types.ts';
import { decodeManagedFields, encodeManagedFields, type ManagedState, type ManagedTypes, updateManagedFields } from '../../engine/api/apply/managed-fields.ts';
import { managedTypesOf } from '../../engine/api/apply/managed-types.ts';
import { resetFields } from '../../engine/api/apply/reset-fields.ts';
import { serverSideApply } from '../../engine/api/apply/server-side-apply.ts';
import { schemaOfType } from '../../engine/api/apply/value-kind.ts';

interface Step { contentType: string; path: string; query: string; dryRun: boolean; patch: unknown; code: number; response: JsonObject; warning?: string }
interface Recorded { id: string; resource: string; create: { body: JsonObject }; before: AnyObject; steps: Step[] }

const [folder, ...rest] = process.argv.slice(2);
if (!folder) throw new Error('usage: npx tsx src/testing/parity/patch.ts <recordings folder> [--all] [id ...]');
const showAll = rest.includes('--all');
const only = rest.filter((argument) => !argument.startsWith('--'));

const kinds = new Map<string, Kind>();
const listed = (await import('../../engine/api/kinds/index.ts' as string).catch((error: Error) => {
  console.log(`no list of kinds: ${error.message.split('\n')[0]}`);
  return {};
})) as Record<string, unknown>;
for (const value of Object.values(listed)) {
  if (Array.isArray(value)) for (const kind of value as Kind[]) kinds.set(kind.resource.kind, kind);
}

const lines = gunzipSync(readFileSync(join(folder, 'patch', 'patch.jsonl.gz'))).toString().trim().split('\n');
const counts = { steps: 0, code: 0, object: 0, managed: 0, message: 0, all: 0, created: 0, creators: 0 };
for (const line of lines) {
  const recorded = JSON.parse(line) as Recorded;
  if (recorded.before.kind === 'Status' || (only.length > 0 && !only.includes(recorded.id))) continue;
  checkCreator(recorded);
  let current = recorded.before;
  recorded.steps.forEach((step, i) => {
    compare(`${recorded.id}#${i}`, step, replay(current, step));
    if (!step.dryRun && step.code < 300 && !step.path.endsWith('/scale')) current = step.response as unknown as AnyObject;
  });
}
console.log(counts);
console.log(`${((100 * counts.all) / counts.steps).toFixed(2)} % of ${counts.steps} steps as recorded`);

function typesOf(kind: string, group: string): ManagedTypes {
  const schema = (apiVersion: string) => schemaOf(apiVersion, kind);
  const stored = kinds.get(kind);
  return stored ? managedTypesOf(stored, schema) : { schema, resetFields: (subresource) => resetFields({ group, kind }, subresource) };
}

interface Outcome { code: number; object?: AnyObject; message?: string; details?: unknown }

function split(object: AnyObject): { bare: AnyObject; state: ManagedState } {
  const { managedFields, ...metadata } = object.metadata;
  return { bare: { ...object, metadata }, state: { entries: decodeManagedFields(managedFields) ?? [], pending: [] } };
}

function replay(current: AnyObject, step: Step): Outcome {
  try {
    return { code: 200, object: run(current, step) };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { code: error.code, message: error.message, details: error.status.details };
  }
}

function run(current: AnyObject, step: Step): AnyObject {
  const query = new URLSearchParams(step.query);
  const manager = query.get('fieldManager')!;
  const subresource = /\/(status|scale)$/.exec(step.path)?.[1] ?? '';
  const [group, apiVersion] = groupVersion(step.path);
  const { bare, state } = split(current);
  const types = typesOf(current.kind!, group);
  const time = 'now';
  if (subresource === 'scale') return scaled(current, step);
  if (step.contentType === 'application/apply-patch+yaml') {
    const result = serverSideApply({
      live: bare as unknown as JsonObject, state, applied: step.patch as JsonObject, apiVersion, manager, subresource, force: query.get('force') === 'true', time, types,
    });
    const object = finish(result.object as unknown as AnyObject, bare, step, apiVersion);
    return { ...object, metadata: { ...object.metadata, managedFields: encodeManagedFields(result.state.entries) } };
  }
  const patched = patch(current as unknown as JsonObject, step, apiVersion) as unknown as AnyObject;
  const schema = schemaOfType(schemaOf(apiVersion, current.kind!));
  const decoded = decodePatched({ type: step.contentType as PatchType, patch: step.patch, before: current as unknown as JsonObject, after: patched as unknown as JsonObject, schema },
    (after) => decodeObject(after, apiVersion, current.kind!, 'Warn').object);
  if (decoded.metadata.name !== current.metadata.name) {
    throw badRequest(`the name of the object (${decoded.metadata.name ?? ''}) does not match the name on the URL (${current.metadata.name ?? ''})`);
  }
  const { bare: asked } = split(decoded);
  const next = subresource === 'status' ? { ...bare, status: asked['status'] } as AnyObject : asked;
  const object = finish(next, bare, step, apiVersion);
  const write = { manager, operation: 'Update' as const, apiVersion, subresource, time, old: bare as unknown as JsonObject, next: object as unknown as JsonObject };
  return { ...object, metadata: { ...object.metadata, managedFields: encodeManagedFields(updateManagedFields(state.entries, write, types)) } };
}

function groupVersion(path: string): [string, string] {
  const parts = path.split('/');
  return parts[1] === 'api' ? ['', parts[2]!] : [parts[2]!, `${parts[2]}/${parts[3]}`];
}

function patch(current: JsonObject, step: Step, apiVersion: string): JsonObject {
  switch (step.contentType) {
    case 'application/json-patch+json': return applyJsonPatch(current, step.patch) as JsonObject;
    case 'application/merge-patch+json': return applyMergePatch(current, step.patch);
    default: return applyStrategicMergePatch(current, step.patch, schemaOf(apiVersion, String(current['kind']))!);
  }
}

/** What the API server does with the object then: defaults, what only it may set, validation. */
function finish(asked: AnyObject, old: AnyObject, step: Step, apiVersion: string): AnyObject {
  const kind = kinds.get(old.kind!);
  const group = kind?.resource.group ?? '';
  const object = decodeObject(asked, apiVersion, old.kind!, 'Warn').object as AnyObject;
  const sent = (step.patch as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion;
  if (sent !== undefined && sent !== old.metadata.resourceVersion) {
    throw conflict({ group: groupVersion(step.path)[0], resource: step.path.split('/').at(-2)! }, old.metadata.name!, MODIFIED);
  }
  if (!kind) return object;
  object.metadata.creationTimestamp = old.metadata.creationTimestamp;
  const version = kind.versions?.find((v) => apiVersion.endsWith(v.version));
  version?.setDefaults?.(object);
  let stored = version ? version.toStored(object) : object;
  const oldStored = version ? version.toStored(old) : old;
  kind.setDefaults?.(stored);
  if (!step.path.endsWith('/status') && 'status' in oldStored) stored['status'] = oldStored['status'];
  kind.prepareForUpdate?.(stored, oldStored);
  const errors = validateChanged(kind, stored, oldStored, step.path.endsWith('/status') ? 'status' : undefined);
  if (errors.length > 0) throw invalidObject({ group, kind: kind.resource.kind }, old.metadata.name!, errors);
  if (version) stored = version.fromStored(stored);
  return stored;
}

function scaled(current: AnyObject, step: Step): AnyObject {
  const spec = (step.patch as { spec?: { replicas?: number } }).spec;
  const replicas = spec?.replicas ?? (current['spec'] as { replicas?: number }).replicas;
  return { ...(step.response as unknown as AnyObject), spec: replicas ? { replicas } : {} };
}

/** Without what depends on other writes: versions, and how far a controller has come. */
function normalised(object: AnyObject): unknown {
  const { managedFields: _m, resourceVersion: _r, generation: _g, ...metadata } = object.metadata;
  const status = object['status'] as JsonObject | undefined;
  const seen = object.kind === 'Deployment' && status ? { status: { ...status, observedGeneration: 0 } } : {};
  return JSON.parse(JSON.stringify({ ...object, ...seen, metadata }));
}

function entriesText(list: ManagedFieldsEntry[] | undefined): string[] {
  return (list ?? []).map((entry) => JSON.stringify({ ...entry, time: undefined })).sort();
}

function compare(id: string, step: Step, outcome: Outcome): void {
  counts.steps++;
  const right = { code: outcome.code === step.code, object: true, managed: true, message: true };
  const expected = step.response as unknown as AnyObject;
  if (right.code && step.code < 300) {
    right.object = jsonEqual(normalised(outcome.object!), normalised(expected));
    right.managed = step.path.endsWith('/scale') || entriesText(outcome.object!.metadata.managedFields).join('\n') === entriesText(expected.metadata.managedFields).join('\n');
  } else if (right.code) {
    right.message = outcome.message === (step.response as { message?: string }).message && (step.code === 422 || jsonEqual(outcome.details, step.response['details']));
  }
  for (const key of ['code', 'object', 'managed', 'message'] as const) if (right[key]) counts[key]++;
  if (Object.values(right).every(Boolean)) counts.all++;
  else if (showAll) report(id, step, outcome, right);
}

function report(id: string, step: Step, outcome: Outcome, right: Record<string, boolean>): void {
  console.log(`\n${id} ${Object.keys(right).filter((key) => !right[key]).join(' ')} wrong: ${step.contentType} ${step.path} ${step.query}\n  ${JSON.stringify(step.patch)}`);
  if (!right['code'] || !right['message']) console.log(`  got  ${outcome.code} ${outcome.message ?? ''} ${JSON.stringify(outcome.details) ?? ''}\n  want ${step.code} ${String(step.response['message'] ?? '')}`);
  if (!right['object']) for (const difference of differences(normalised(outcome.object!), normalised(step.response as unknown as AnyObject), '')) console.log(`  ${difference}`);
  if (!right['managed']) {
    const got = entriesText(outcome.object!.metadata.managedFields);
    const want = entriesText((step.response as unknown as AnyObject).metadata.managedFields);
    for (const entry of got) if (!want.includes(entry)) console.log(`  got  ${entry}`);
    for (const entry of want) if (!got.includes(entry)) console.log(`  want ${entry}`);
  }
}

function differences(got: unknown, want: unknown, path: string): string[] {
  if (jsonEqual(got, want)) return [];
  if (got && want && typeof got === 'object' && typeof want === 'object') {
    return [...new Set([...Object.keys(got), ...Object.keys(want)])].flatMap((key) => differences((got as JsonObject)[key], (want as JsonObject)[key], `${path}/${key}`));
  }
  return [`${path}: got ${JSON.stringify(got)} want ${JSON.stringify(want)}`];
}

function withoutChosen(spec: JsonObject, asked: JsonObject): JsonObject {
  const chosen = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'healthCheckNodePort'].filter((field) => !(field in asked));
  const kept = Object.fromEntries(Object.entries(spec).filter(([field]) => !chosen.includes(field)));
  const ports = (kept['ports'] as JsonObject[] | undefined)?.map(({ nodePort, ...port }, i) => ((asked['ports'] as JsonObject[] | undefined)?.[i]?.['nodePort'] ? { ...port, nodePort } : port));
  return { ...kept, ...(ports ? { ports } : {}) };
}

/** The creator's entry, from the object as it stood once made: all but what controllers wrote. */
function checkCreator({ id, create, before }: Recorded): void {
  const entry = before.metadata.managedFields?.find((e) => e.manager === 'creator');
  if (!entry) return;
  counts.created++;
  const { bare } = split(before);
  const asked = create.body['metadata'] as JsonObject;
  // Labels of a replication controller may be its template's; addresses of a service are the server's choice.
  const labels = before.kind === 'ReplicationController' ? bare.metadata.labels : asked['labels'];
  const metadata = { name: bare.metadata.name, namespace: bare.metadata.namespace, labels, annotations: asked['annotations'] };
  const spec = before.kind === 'Service' ? withoutChosen(bare['spec'] as JsonObject, create.body['spec'] as JsonObject) : bare['spec'];
  const next = { ...bare, metadata, ...(spec ? { spec } : {}) } as unknown as JsonObject;
  const types = typesOf(before.kind!, groupVersion(`/${entry.apiVersion!.includes('/') ? 'apis' : 'api'}/${entry.apiVersion}`)[0]);
  const [made] = encodeManagedFields(updateManagedFields([], { manager: 'creator', operation: 'Update', apiVersion: entry.apiVersion!, subresource: '', time: 'now', old: undefined, next }, types));
  if (made && entriesText([made])[0] === entriesText([entry])[0]) counts.creators++;
  else if (showAll) console.log(`\n${id} creator of ${before.kind}\n  got  ${made ? entriesText([made])[0] : 'none'}\n  want ${entriesText([entry])[0]}`);
}
