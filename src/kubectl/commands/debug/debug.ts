/** `kubectl debug`: an ephemeral container in a pod, a changed copy of a pod, or a pod on a node. */
import { applyStrategicMergePatch } from '../../../engine/api/patch/strategic-merge-patch.ts';
import { typeByName } from '../../../engine/api/schema/types.ts';
import { utf8Bytes } from '../../../engine/api/base64.ts';
import { sha256 } from '../../../engine/kernel/sha256.ts';
import type { Container, Pod } from '../../../engine/api/types.ts';
import type { Call } from '../../call.ts';
import { now, readFile, sleep, stdin, stdout, type Steps } from '../../effect.ts';
import { Failure } from '../../failure.ts';
import { parseYaml } from '../../files/yaml.ts';
import { sortedJson } from '../../../engine/api/sorted-json.ts';
import { strategicDiff, type Fields } from '../../patch/strategic-diff.ts';
import { fromFiles, select, targetPath, type Target } from '../../resources/builder.ts';
import { findObjects, report } from '../../resources/objects.ts';
import type { Command } from '../command.ts';
import { joinFromStart, sessionNotes } from '../exec.ts';
import { forDebugging, nodeSpec, PROFILES, withProfile, type Place, type Profile } from './profiles.ts';

interface Settings { readonly command: readonly string[]; readonly images: ReadonlyMap<string, string>; readonly profile: Profile; readonly custom: Fields | undefined; readonly attach: boolean }

export const debugCommand: Command = {
  path: 'debug',
  *run(call) {
    const settings = yield* settingsOf(call);
    const names = call.dashAt >= 0 ? call.args.slice(0, call.dashAt) : call.args;
    const selection = yield* select(call, { args: names.map((name) => (name.includes('/') ? name : `pods/${name}`)), files: call.flags.list('filename') });
    const { found, failures } = yield* findObjects(call, selection);
    report(failures);
    for (const { target, object } of found) {
      if (object.kind === 'Node') yield* onNode(call, object.metadata.name!, settings);
      else if (object.kind !== 'Pod') throw new Failure(`"${target.mapping.group}/${target.mapping.version}, Kind=${target.mapping.kind}" not supported by debug`);
      else if (call.flags.string('copy-to') !== '') yield* asCopy(call, target, object as Pod, settings);
      else yield* inPod(call, target, object as Pod, settings);
    }
  },
};

function* settingsOf(call: Call): Steps<Settings> {
  const { flags, args, dashAt } = call;
  const command = dashAt >= 0 ? args.slice(dashAt) : [];
  const [image, copyTo] = [flags.string('image'), flags.string('copy-to')];
  if (image === '' && copyTo === '') throw setImages(call).size > 0 ? new Failure('--set-image may only be used with --copy-to.') : new Failure('you must specify --image when not using --copy-to.');
  const images = setImages(call);
  if (copyTo !== '') {
    if (image === '' && images.size === 0 && command.length === 0) throw new Failure('you must specify --image, --set-image or command arguments.');
    if (command.length > 0 && flags.string('container') === '' && image === '') throw new Failure('you must specify an existing container or a new image when specifying args.');
  } else if (images.size > 0) throw new Failure('--set-image may only be used with --copy-to.');
  const names = dashAt >= 0 ? args.slice(0, dashAt) : args;
  if (names.length === 0 && !fromFiles(call)) throw new Failure('NAME or filename is required for debug');
  if (flags.string('target') !== '' && copyTo !== '') throw new Failure('--target is incompatible with --copy-to. Use --share-processes instead.');
  if (flags.bool('tty') && !flags.bool('stdin')) throw new Failure('-i/--stdin is required for containers with -t/--tty=true');
  const policy = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw new Failure(`invalid image pull policy: ${policy}`);
  const profile = flags.string('profile') as Profile;
  if (!PROFILES.includes(profile)) throw new Failure(`unknown profile: ${profile}`);
  const attach = flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin');
  return { command, images, profile, custom: yield* customOf(flags.string('custom')), attach };
}

const setImages = ({ flags }: Call): Map<string, string> => new Map(flags.string('set-image').split(',').filter((pair) => pair !== '').map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));

const NOT_CUSTOM = ['name', 'command', 'image', 'lifecycle', 'volumeDevices'];

function* customOf(path: string): Steps<Fields | undefined> {
  if (path === '') return undefined;
  const file = yield* readFile(path);
  if (!('text' in file)) throw new Failure(`must pass a valid file path: open ${path}: no such file or directory`);
  const value = parseYaml(file.text) as Fields;
  const wrong = NOT_CUSTOM.find((field) => field in value);
  if (wrong !== undefined) throw new Failure(`${wrong} modification is not allowed`);
  return value;
}

/** The container as flags, profile and `--custom` make it. */
function debugContainer(call: Call, name: string, base: Partial<Container>, settings: Settings, place: Place): Container {
  const { flags } = call;
  const { command } = settings;
  const env = flags.list('env').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));
  const made = {
    ...base, name, ...(flags.string('image') === '' ? {} : { image: flags.string('image') }), ...(flags.string('image-pull-policy') === '' ? {} : { imagePullPolicy: flags.string('image-pull-policy') }),
    ...(command.length === 0 ? {} : flags.bool('arguments-only') ? { args: [...command] } : { command: [...command], args: undefined }), ...(env.length > 0 ? { env } : {}),
    ...(flags.bool('stdin') ? { stdin: true } : {}), ...(flags.bool('tty') ? { tty: true } : {}),
  } as Container;
  const profiled = withProfile(made, settings.profile, place);
  return settings.custom ? applyStrategicMergePatch(profiled as never, settings.custom, typeByName('io.k8s.api.core.v1.Container')!) as unknown as Container : profiled;
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters, out of the instant and what they are for. */
function* suffix(of: string): Steps<string> {
  const bytes = sha256(Uint8Array.from(utf8Bytes(`${yield* now()} ${of}`)));
  return [...bytes.slice(0, 5)].map((byte) => LETTERS[byte % LETTERS.length]!).join('');
}

function* nameFor(call: Call, pod: Pod | undefined): Steps<string> {
  const given = call.flags.string('container');
  if (given !== '') return given;
  if (!pod) return 'debugger';
  const name = `debugger-${yield* suffix(`${pod.metadata.uid}/${(pod.spec?.ephemeralContainers ?? []).length}`)}`;
  if (!call.flags.bool('quiet')) yield* stdout(`Defaulting debug container name to ${name}.\n`);
  return name;
}

function* inPod(call: Call, target: Target, pod: Pod, settings: Settings): Steps {
  const { flags } = call;
  const inside = flags.string('target');
  if (inside !== '' && !flags.bool('quiet')) yield* stdout(`Targeting container ${JSON.stringify(inside)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`);
  const name = yield* nameFor(call, pod);
  const container = { ...debugContainer(call, name, {}, settings, 'pod'), ...(inside === '' ? {} : { targetContainerName: inside }) };
  const after = { ...pod, spec: { ...pod.spec!, ephemeralContainers: [...pod.spec?.ephemeralContainers ?? [], container] } };
  // The profile goes to all containers of the name: what it adds to one that is there already is a change that the server refuses.
  const same = pod.spec?.ephemeralContainers?.find((other) => other.name === name);
  const patch = same ? { spec: { ephemeralContainers: [{ ...container, ...same, securityContext: joined(same.securityContext, container.securityContext) }] } } : strategicDiff(pod as unknown as Fields, after as unknown as Fields, typeByName('io.k8s.api.core.v1.Pod')!);
  const changed = yield* call.client.write<Pod>('PATCH', targetPath(target, 'ephemeralcontainers'), sortedJson(patch), {}, 'application/strategic-merge-patch+json');
  yield* follow(call, changed, name, settings);
}

type Security = Container['securityContext'];

function joined(old: Security, added: Security): Security {
  const capabilities = [...old?.capabilities?.add ?? [], ...added?.capabilities?.add ?? []];
  return { ...old, ...added, ...(capabilities.length > 0 ? { capabilities: { ...old?.capabilities, ...added?.capabilities, add: capabilities } } : {}) };
}

function* asCopy(call: Call, target: Target, pod: Pod, settings: Settings): Steps {
  const { flags } = call;
  const { ephemeralContainers: _, nodeName, ...spec } = pod.spec!;
  const { labels, annotations, namespace } = pod.metadata;
  let copy: Pod = {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: flags.string('copy-to'), ...(namespace === undefined ? {} : { namespace }), ...(annotations ? { annotations } : {}), ...(labels ? { labels } : {}) },
    spec: {
      ...spec, ...(flags.bool('same-node') && nodeName !== undefined ? { nodeName } : {}), ...(flags.changed('share-processes') ? { shareProcessNamespace: flags.bool('share-processes') } : {}),
      containers: spec.containers.map((container) => ({ ...container, image: settings.images.get(container.name) ?? settings.images.get('*') ?? container.image! })),
    },
  };
  const given = flags.string('container');
  const existing = copy.spec!.containers.find(({ name }) => name === given);
  let name = existing ? given : '';
  if (existing || flags.string('image') !== '') {
    if (!existing) name = yield* nameFor(call, pod);
    copy = forDebugging(copy, call, settings.profile);
    const base = copy.spec!.containers.find((container) => container.name === name);
    const container = debugContainer(call, name, base ?? {}, settings, 'copy');
    copy = { ...copy, spec: { ...copy.spec!, containers: base ? copy.spec!.containers.map((other) => (other === base ? container : other)) : [...copy.spec!.containers, container] } };
  } else if (settings.images.size === 0) throw new Failure('you must specify image when creating new container');
  if (flags.bool('replace')) yield* call.client.write('DELETE', targetPath(target), {});
  const made = yield* call.client.write<Pod>('POST', `/api/v1/namespaces/${namespace}/pods`, copy);
  if (name !== '') yield* follow(call, made, name, settings);
}

function* onNode(call: Call, node: string, settings: Settings): Steps {
  const name = `node-debugger-${node}-${yield* suffix(node)}`;
  const containerName = yield* nameFor(call, undefined);
  if (!call.flags.bool('quiet')) yield* stdout(`Creating debugging pod ${name} with container ${containerName} on node ${node}.\n`);
  const pod = {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [{ ...debugContainer(call, containerName, {}, settings, 'node'), terminationMessagePolicy: 'FallbackToLogsOnError' }], nodeName: node, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }], ...nodeSpec(settings.profile),
    },
  };
  const made = yield* call.client.write<Pod>('POST', `/api/v1/namespaces/${call.namespace}/pods`, pod);
  yield* follow(call, made, containerName, settings);
}

const POLL_MS = 200;

/** Waits for the container and attaches, when that is wanted. */
function* follow(call: Call, pod: Pod, name: string, { attach }: Settings): Steps {
  if (!attach) return;
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
  for (;;) {
    const { status } = yield* call.client.get<Pod>(path);
    const state = [...status?.containerStatuses ?? [], ...status?.ephemeralContainerStatuses ?? []].find((container) => container.name === name)?.state;
    if (state?.running) break;
    if (state?.terminated) {
      yield* sessionNotes(call);
      return yield* stdout((yield* call.client.send('GET', `${path}/log`, { query: { container: name } })).body);
    }
    yield* sleep(POLL_MS);
  }
  yield* joinFromStart(call, pod, name, call.flags.bool('stdin') ? yield* stdin() : '');
}
