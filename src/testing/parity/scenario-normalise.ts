/**
 * Makes a recorded session and ours comparable: what differs from run to run, and what the recordings' fake container runtime
 * makes different from a real node (its README says what), is replaced on both sides.
 */
import type { AnyObject } from '../../engine/api/types.ts';

const SUFFIX = '[bcdfghjklmnpqrstvwxz2456789]{5}';
const GENERATED = new RegExp(`-${SUFFIX}(?![\\w-]|\\.[a-z])`, 'g');
const TIME = /"?\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"?/g;
const LONG_TIME = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g;
const AGE = /(?<=^|[\s(])(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?<=\d[ydhms])(?=$|[\s),.])/gm;
const UID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** Hashes of templates with a time in them: `kubectl rollout restart` writes the real one. */
const timed = new Set<string>();

/** Notes the hashes among these objects that depend on when the command ran. Empties what was noted when there are none given. */
export function noteTimedHashes(objects: readonly AnyObject[] | undefined): void {
  if (!objects) { timed.clear(); return; }
  for (const object of objects) {
    const { kind, metadata, spec, data } = object as AnyObject & { spec?: Templated; data?: { spec?: Templated } };
    if (kind !== 'ReplicaSet' && kind !== 'ControllerRevision') continue;
    const template = kind === 'ReplicaSet' ? spec?.template : data?.spec?.template;
    const hash = metadata.labels?.['pod-template-hash'] ?? metadata.labels?.['controller-revision-hash'] ?? metadata.labels?.['controller.kubernetes.io/hash'];
    if (template?.metadata?.annotations?.['kubectl.kubernetes.io/restartedAt'] && hash) timed.add(hash);
  }
}

interface Templated { template?: { metadata?: { annotations?: Record<string, string> } } }

/** One text: ids, times, generated suffixes and addresses; the runtime's own words. */
export function normaliseText(text: string): string {
  for (const hash of timed) text = text.replaceAll(hash, 'TIMED-HASH');
  return text
    .replace(TIME, 'TIME').replace(LONG_TIME, 'TIME').replace(UID, 'UID')
    // Container ids: the fake runtime's name a pod, a real one's are hashes.
    .replace(/(?:fakeRuntime|containerd):\/\/[^\s",]+/g, 'CONTAINER-ID')
    // The hollow kubelet names itself as a field manager.
    .replace(/hollow-kubelet/g, 'kubelet')
    // Which images are on a node depends on what ran there before; the fake runtime pulls nothing, in no time.
    .replace(/Successfully pulled image "[^"]*" in [^\n]*?bytes\.|Container image "[^"]*" already present on machine(?: and can be accessed by the pod)?/g, 'IMAGE-THERE')
    .replace(/\b10\.244\.\d+\.\d+\b/g, 'POD-IP').replace(/\b10\.96\.\d+\.\d+\b/g, 'CLUSTER-IP').replace(/\b192\.(?:0\.2|168\.\d+)\.\d+\b/g, 'NODE-IP')
    .replace(/\b(?:https?:\/\/)?127\.0\.0\.1:\d+\b/g, 'SERVER')
    .replace(/\bnode-[1-9]\b/g, 'NODE')
    .replace(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----(?:\n|\\n)?|(?:^[ ]*[\w+/=]{60,}\n?)+/gm, 'CERTIFICATE').replace(/(?:CERTIFICATE(?:\n|\\n)?)+/g, 'CERTIFICATE')
    .replace(GENERATED, '-SUFFIX').replace(/(--?|kube-api-access)-SUFFIX-SUFFIX/g, '$1-SUFFIX');
}

/** What a command printed: also ages, versions, column widths and the order of rows, which generated names decide. */
export function normaliseOutput(text: string): string {
  const plain = normaliseText(text)
    .replace(/(resourceVersion"?: ?)"?\d+"?/g, '$1RV').replace(/\b3\d{4}\b/g, 'NODE-PORT')
    .replace(/\(v1\.36\.\d+\)|v1\.36\.\d+/g, 'VERSION')
    .replace(AGE, 'AGE').replace(/<(?:invalid|unknown)>/g, 'AGE').replace(/AGE ago/g, 'AGE')
    // `kubectl diff` shows its own files' times, `kubectl version` its build.
    .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000/g, 'TIME').replace(/(gitCommit|goVersion|buildDate): .*/g, '$1')
    // Faults are the sandbox's own.
    .replace(/^.*sandbox\.bottleship\.dev.*$/gm, '')
    .replace(/edit-\d+\.yaml/g, 'edit.yaml').replace(/\/tmp\/[\w./-]+/g, '/tmp/FILE');
  return withoutMachine(plain).split('\n').map((line) => line.replace(/[ \t]+/g, ' ').trim()).filter((line) => line !== '' && !/\bPulling\b/.test(line)).join('\n');
}

/** What a command says of a node's hardware and software: another machine, another answer. */
function withoutMachine(text: string): string {
  return text
    .replace(/^ *(?:ephemeral-storage|kernelVersion|osImage|providerID|bootID|Port|Kernel Version|OS Image|ProviderID|Boot ID): .*$/gm, '')
    .replace(/^ +declaredFeatures:\n(?: +- .*\n)*/gm, '').replace(/^ +images:\n(?: +(?:- names:|- |sizeBytes:).*\n)*/gm, '')
    .replace(/\b(?:Debian GNU\/Linux 7 \(wheezy\)|Bottleship Linux \(simulated\))\s+\S+/g, 'SYSTEM')
    // What nodes said when the cluster started, long before the scenario.
    .replace(/^.*\b(?:NodeHasSufficientMemory|NodeHasNoDiskPressure|NodeHasSufficientPID|Starting kubelet\.|NodeAllocatableEnforced|RegisteredNode|ImageGCFailed|Rebooted).*$/gm, '');
}

/** An object as both clusters would show it. */
export function normaliseObject(object: AnyObject): AnyObject {
  const { managedFields: _managed, resourceVersion: _version, uid: _uid, ...metadata } = object.metadata;
  const plain = walk({ ...object, metadata }, '') as AnyObject;
  if (plain.kind === 'EndpointSlice' || plain.kind === 'Endpoints') return sortedAddresses(plain);
  return plain.kind === 'Node' ? plainNode(plain) : plain;
}

/** Endpoints stand in the order of their pods' generated names. */
function sortedAddresses(object: AnyObject & { endpoints?: unknown[]; subsets?: { addresses?: unknown[]; notReadyAddresses?: unknown[] }[] }): AnyObject {
  const sorted = (list: unknown[] | undefined): unknown[] | undefined => list && [...list].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  return {
    ...object, ...(object.endpoints ? { endpoints: sorted(object.endpoints) } : {}),
    ...(object.subsets ? { subsets: object.subsets.map((subset) => ({ ...subset, addresses: sorted(subset.addresses), notReadyAddresses: sorted(subset.notReadyAddresses) })) } : {}),
  } as AnyObject;
}

/** Machines differ in all but what the control plane says of them: labels, annotations, taints, conditions. */
function plainNode(node: AnyObject & { spec?: object; status?: { conditions?: unknown } }): AnyObject {
  return {
    ...node, spec: { ...node.spec, providerID: undefined, podCIDR: undefined, podCIDRs: undefined }, status: { conditions: node.status?.conditions },
  } as AnyObject;
}

function walk(value: unknown, key: string): unknown {
  if (typeof value === 'string') return key === 'resourceVersion' ? 'RV' : normaliseText(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, key));
  if (value === null || typeof value !== 'object') return key === 'nodePort' || key === 'healthCheckNodePort' ? 'NODE-PORT' : value;
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) if (item !== undefined && name !== 'managedFields') result[normaliseText(name)] = walk(item, name);
  return result;
}

/** JSON with sorted keys: equal values, equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => item !== null && typeof item === 'object' && !Array.isArray(item)
    ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item) ?? '';
}
