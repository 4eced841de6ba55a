/** `kubectl set image|env|resources|selector|serviceaccount|subject`. */
import { decodeText } from '../../engine/api/base64.ts';
import { parseSelector } from '../../engine/api/labels.ts';
import { parseQuantity } from '../../engine/api/quantity.ts';
import type { AnyObject, ConfigMap, PodSpec, Secret } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { stderr, stdin, stdout, type Steps } from '../effect.ts';
import { Failure, ServerFailure, UsageFailure } from '../failure.ts';
import { objectPrinter } from '../printers/object.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import { findObjects, report, type Found } from '../resources/objects.ts';
import { patchObject, patchText } from '../resources/patch-object.ts';
import { selectByFlags } from '../resources/types.ts';
import { fromFiles, provide } from '../resources/builder.ts';
import { goTypeOf } from '../text/go-type.ts';
import { recorded } from './change-cause.ts';
import type { Command } from './command.ts';
import { mapContainers, podSpecOf, withPodSpec } from './pod-specs.ts';

/** Arguments before the first `key=value` or `key-` are resources. */
function splitPairs(args: readonly string[]): { resources: string[]; pairs: string[] } {
  const at = args.findIndex((arg) => arg.includes('=') || arg.endsWith('-'));
  return at < 0 ? { resources: [...args], pairs: [] } : { resources: args.slice(0, at), pairs: args.slice(at) };
}

function* change(call: Call, resources: readonly string[], done: string, make: (found: Found) => Steps<AnyObject | undefined>): Steps {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  const print = yield* objectPrinter(call, true);
  const local = flags.bool('local');
  const selection = yield* selectByFlags(call, resources);
  const { found, failures } = yield* findObjects(call, selection, { typed: true, selector: flags.has('selector') ? flags.string('selector') : '' }, local);
  for (const each of found) {
    try {
      const made = yield* make(each);
      if (made === undefined || (!ALWAYS.has(call.path) && patchText(each.object, made, each.target).text === '{}')) continue;
      const after = recorded(call, made);
      if (local || dryRun === 'client') { yield* stdout(print(after, done)); continue; }
      yield* stdout(print(yield* patchObject(call, each.target, each.object, after, dryRun), done));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error instanceof ServerFailure && REFUSED[call.path] !== undefined ? new Failure(`${REFUSED[call.path]}${error.message}`) : error);
    }
  }
  report(failures);
}

/** These send and tell even what changes nothing. */
const ALWAYS = new Set(['set serviceaccount', 'set selector']);

/** Words before the server's. */
const REFUSED: Readonly<Record<string, string>> = {
  'set image': 'failed to patch image update to pod template: ', 'set env': 'failed to patch env update to pod template: ', 'set resources': 'failed to patch resources update to pod template ',
};

function podSpec({ object, target }: Found): PodSpec {
  const spec = podSpecOf(object);
  if (!spec) throw new Failure(`${target.mapping.resource}/${target.name} the object is not a pod or does not have a pod template: *${goTypeOf(object)}`);
  return spec;
}

export const setImageCommand: Command = {
  path: 'set image',
  *run(call) {
    const { resources, pairs } = splitPairs(call.args);
    // All words together are the pairs where none of them names a resource.
    if (call.args.length === 0 && !fromFiles(call)) throw new UsageFailure('one or more resources must be specified as <resource> <name> or <resource>/<name>\nat least one image update is required');
    if (resources.length === 0 && !fromFiles(call)) throw provide();
    if (pairs.length === 0) {
      yield* selectByFlags(call, resources);
      throw new Failure('at least one image update is required');
    }
    const images = new Map(pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    if (images.has('*') && images.size > 1) throw new Failure('all containers are already specified by *, but saw more than one container_name=container_image pairs');
    yield* change(call, resources, 'image updated', function* image(found) {
      let spec = podSpec(found);
      for (const [name, value] of images) {
        const mapped = mapContainers(spec, name === '*' ? '*' : name.replaceAll('*', '\\*'), (container) => ({ ...container, image: value }));
        if (!mapped.matched) throw new Failure(`error: unable to find container named ${JSON.stringify(name)}`);
        spec = mapped.spec;
      }
      return withPodSpec(found.object, spec);
    });
  },
};

type EnvVar = NonNullable<PodSpec['containers'][number]['env']>[number];

export const setEnvCommand: Command = {
  path: 'set env',
  *run(call) {
    const { flags } = call;
    const at = call.args.findIndex((arg) => arg.includes('=') || (arg.endsWith('-') && arg !== '-') || arg === '-');
    const resources = at < 0 ? call.args : call.args.slice(0, at);
    const words = [...(at < 0 ? [] : call.args.slice(at)), ...flags.list('env')];
    if (resources.length === 0 && !fromFiles(call)) throw new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    const set: EnvVar[] = [];
    const remove: string[] = [];
    for (const word of words) {
      if (word === '-') set.push(...(yield* stdin()).split('\n').filter((line) => line.includes('=')).map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1) })));
      else if (word.includes('=')) {
        const name = word.slice(0, word.indexOf('='));
        if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) throw new Failure(`${JSON.stringify(name)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`);
        set.push({ name, value: word.slice(word.indexOf('=') + 1) });
      } else remove.push(word.slice(0, -1));
    }
    const from = flags.string('from');
    if (from !== '') set.push(...yield* variablesFrom(call, from));
    if (flags.bool('list') && flags.string('output') !== '') throw new Failure('--list and --output may not be specified together');
    if (flags.bool('list')) return yield* listVariables(call, resources);
    yield* change(call, resources, 'env updated', function* env(found) {
      const mapped = mapContainers(podSpec(found), flags.string('containers'), (container) => withEnv(container, merged(container.env ?? [], set, remove, flags.bool('overwrite'), `${found.target.mapping.resource}/${found.target.name}`)));
      if (!mapped.matched) yield* stderr(`Warning: ${found.target.mapping.kind}/${found.target.name} does not have any containers matching ${JSON.stringify(flags.string('containers'))}\n`);
      return withPodSpec(found.object, mapped.spec);
    });
  },
};

type Container = PodSpec['containers'][number];

/** Without variables there is no list. */
function withEnv(container: Container, env: EnvVar[]): Container {
  const changed = { ...container, env };
  if (env.length === 0) delete (changed as Partial<Container>).env;
  return changed;
}

function merged(existing: readonly EnvVar[], set: readonly EnvVar[], remove: readonly string[], overwrite: boolean, place: string): EnvVar[] {
  const result = [...existing];
  for (const variable of set) {
    const at = result.findIndex(({ name }) => name === variable.name);
    if (at < 0) result.push(variable);
    else if (!overwrite) throw new Failure(`${place} '${variable.name}' already has a value (${result[at]!.value ?? ''}), and --overwrite is false`);
    else result[at] = variable;
  }
  return result.filter(({ name }) => !remove.includes(name));
}

function* variablesFrom(call: Call, from: string): Steps<EnvVar[]> {
  const selection = yield* selectByFlags(call, [from], { files: [], selector: '', all: false });
  const { found, failures } = yield* findObjects(call, selection, { typed: true });
  report(failures);
  const prefix = call.flags.string('prefix');
  const wanted = call.flags.list('keys');
  const { object } = found[0]!;
  const data = (object as unknown as ConfigMap | Secret).data ?? {};
  if (object.kind !== 'ConfigMap' && object.kind !== 'Secret') throw new Failure(`unsupported resource specified in --from`);
  const keys = Object.keys(data).filter((key) => wanted.length === 0 || wanted.includes(key)).sort();
  const variables: EnvVar[] = [];
  for (const key of keys) {
    const ref = { name: object.metadata.name!, key };
    const upper = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
    if (upper !== key) yield* stderr(`Warning: key ${key} transferred to ${upper}\n`);
    const name = `${prefix}${upper}`;
    variables.push({ name, valueFrom: object.kind === 'ConfigMap' ? { configMapKeyRef: ref } : { secretKeyRef: ref } });
  }
  return variables;
}

function* listVariables(call: Call, resources: readonly string[]): Steps {
  const selection = yield* selectByFlags(call, resources);
  const { found, failures } = yield* findObjects(call, selection, { typed: true, selector: call.flags.string('selector') });
  for (const each of found) {
    for (const container of podSpec(each).containers) {
      yield* stdout(`# ${each.target.mapping.kind} ${each.target.name}, container ${container.name}\n`);
      for (const { name, value, valueFrom } of container.env ?? []) {
        const ref = valueFrom?.secretKeyRef ? `secret ${valueFrom.secretKeyRef.name}, key ${valueFrom.secretKeyRef.key}` : valueFrom?.configMapKeyRef ? `configmap ${valueFrom.configMapKeyRef.name}, key ${valueFrom.configMapKeyRef.key}` : valueFrom?.fieldRef ? `field path ${valueFrom.fieldRef.fieldPath}` : 'a resource field';
        const resolved = valueFrom && call.flags.bool('resolve') ? yield* resolve(call, each.object, valueFrom) : undefined;
        yield* stdout(valueFrom && resolved === undefined ? `# ${name} from ${ref}\n` : `${name}=${resolved ?? value ?? ''}\n`);
      }
    }
  }
  report(failures);
}

/** What a variable's source holds now; undefined where only the pod knows. */
function* resolve(call: Call, { metadata }: AnyObject, { secretKeyRef, configMapKeyRef }: NonNullable<EnvVar['valueFrom']>): Steps<string | undefined> {
  const ref = secretKeyRef ?? configMapKeyRef;
  if (!ref) return undefined;
  const { data = {} } = yield* call.client.get<ConfigMap | Secret>(`/api/v1/namespaces/${metadata.namespace}/${secretKeyRef ? 'secrets' : 'configmaps'}/${ref.name}`);
  const value = data[ref.key];
  if (value === undefined) throw new Failure(`key ${ref.key} not found in ${secretKeyRef ? 'secret' : 'config map'} ${ref.name}`);
  return secretKeyRef ? decodeText(value) : value;
}

function quantities(flag: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pair of flag.split(',')) {
    if (pair === '') continue;
    const [name = '', value, ...rest] = pair.split('=');
    if (value === undefined || rest.length > 0) throw new Failure(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    if (!parseQuantity(value)) throw new Failure("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    found[name] = value;
  }
  return found;
}

export const setResourcesCommand: Command = {
  path: 'set resources',
  *run(call) {
    const { flags } = call;
    if (flags.string('limits') === '' && flags.string('requests') === '') throw new Failure('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const limits = quantities(flags.string('limits')), requests = quantities(flags.string('requests'));
    yield* change(call, call.args, 'resource requirements updated', function* resources(found) {
      const mapped = mapContainers(podSpec(found), flags.string('containers'), (container) => ({
        ...container,
        resources: {
          ...container.resources,
          ...(Object.keys(limits).length > 0 ? { limits: { ...container.resources?.limits, ...limits } } : {}),
          ...(Object.keys(requests).length > 0 ? { requests: { ...container.resources?.requests, ...requests } } : {}),
        },
      }));
      if (!mapped.matched) throw new Failure(`unable to find container named ${flags.string('containers')}`);
      yield* stdout('');
      return withPodSpec(found.object, mapped.spec);
    });
  },
};

export const setServiceAccountCommand: Command = {
  path: 'set serviceaccount',
  *run(call) {
    if (call.args.length === 0) throw new Failure('serviceaccount is required');
    const name = call.args.at(-1)!;
    yield* change(call, call.args.slice(0, -1), 'serviceaccount updated', function* account(found) {
      yield* stdout('');
      return withPodSpec(found.object, { ...podSpec(found), serviceAccountName: name });
    });
  },
};

export const setSelectorCommand: Command = {
  path: 'set selector',
  *run(call) {
    // The last word is the selector.
    const resources = call.args.slice(0, -1), text = call.args.at(-1) ?? '';
    if (text === '') throw new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (resources.length === 1 && !resources[0]!.includes('/') && !fromFiles(call)) throw new Failure('resource(s) were provided, but no name was specified');
    const { matchLabels, matchExpressions } = parseSelectorRule(text);
    yield* change(call, resources, 'selector updated', function* select({ object }) {
      if (object.kind === 'Service' && matchExpressions !== '') throw new Failure(`match expression [${matchExpressions}] not supported on this object`);
      if (object.kind !== 'Service') throw new Failure('setting a selector is only supported for Services');
      yield* stdout('');
      return { ...object, spec: { ...(object['spec'] as object), selector: matchLabels } };
    });
  },
};

/** `a=b,c=d` as labels; what is more than that, as Go prints the requirements. */
function parseSelectorRule(text: string): { matchLabels: Record<string, string>; matchExpressions: string } {
  const matchLabels: Record<string, string> = {};
  const expressions: string[] = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const plain = /^\s*([^=!\s]+)\s*==?\s*([^=]*)$/.exec(part);
    const set = /^\s*(\S+)\s+(in|notin)\s+\((.*)\)\s*$/.exec(part);
    if (plain) matchLabels[plain[1]!] = plain[2]!;
    else if (set) expressions.push(`{${set[1]} ${set[2] === 'in' ? 'In' : 'NotIn'} [${set[3]!.split(',').map((value) => value.trim()).join(' ')}]}`);
    else parseSelector(part);
  }
  return { matchLabels, matchExpressions: expressions.join(' ') };
}

interface Subject { kind: string; apiGroup?: string; name: string; namespace?: string }

export function subjectsOf(call: Call): Subject[] {
  const { flags } = call;
  const group = 'rbac.authorization.k8s.io';
  return [
    ...flags.list('user').map((name) => ({ apiGroup: group, kind: 'User', name })),
    ...flags.list('group').map((name) => ({ apiGroup: group, kind: 'Group', name })),
    ...flags.list('serviceaccount').map((word) => {
      const [namespace = '', name, ...rest] = word.split(':');
      if (name === undefined || name === '' || rest.length > 0) throw new Failure('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', name, namespace };
    }),
  ];
}

export const setSubjectCommand: Command = {
  path: 'set subject',
  *run(call) {
    const added = subjectsOf(call);
    if (added.length === 0) throw new Failure('you must specify at least one value of user, group or serviceaccount');
    yield* change(call, call.args, 'subjects updated', function* subjects({ object, target }) {
      const existing = (object['subjects'] ?? []) as Subject[];
      const same = (a: Subject, b: Subject): boolean => a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
      const missing = added.filter((subject) => !existing.some((other) => same(subject, other)));
      if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') throw new Failure(`${target.mapping.resource}/${target.name} setting subjects is only supported for RoleBinding/ClusterRoleBinding`);
      yield* stdout('');
      return { ...object, subjects: [...existing, ...missing] };
    });
  },
};
