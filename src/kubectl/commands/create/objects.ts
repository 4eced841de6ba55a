import { encodeText } from '../../../engine/api/base64.ts';
import { parseQuantity } from '../../../engine/api/quantity.ts';
import type { AnyObject } from '../../../engine/api/types.ts';
import { readFile } from '../../effect.ts';
import { Failure } from '../../failure.ts';
import { dataOf, generated, pairsOf, secretData, sortedRecord } from './generator.ts';

export const createNamespace = generated({
  path: 'create namespace', resource: 'namespaces', namespaced: false,
  *object(_, name) { yield* []; return { kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} } as AnyObject; },
});

export const createServiceAccount = generated({
  path: 'create serviceaccount', resource: 'serviceaccounts',
  *object(_, name) { yield* []; return { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name } } as AnyObject; },
});

export const createConfigMap = generated({
  path: 'create configmap', resource: 'configmaps',
  *object(call, name) {
    const data = yield* dataOf(call);
    return { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name }, ...(data.size > 0 ? { data: sortedRecord(data) } : {}) } as AnyObject;
  },
});

export const createGenericSecret = generated({
  path: 'create secret generic', resource: 'secrets',
  *object(call, name) {
    const data = yield* dataOf(call);
    const type = call.flags.string('type');
    return { kind: 'Secret', apiVersion: 'v1', metadata: { name }, ...(data.size > 0 ? { data: secretData(data) } : {}), ...(type === '' ? {} : { type }) } as AnyObject;
  },
});

export const createTlsSecret = generated({
  path: 'create secret tls', resource: 'secrets',
  *object(call, name) {
    const texts: Record<string, string> = {};
    if (call.flags.string('cert') === '' || call.flags.string('key') === '') throw new Failure('key and cert must be specified');
    for (const [flag, key] of [['cert', 'tls.crt'], ['key', 'tls.key']] as const) {
      const path = call.flags.string(flag);
      const file = yield* readFile(path);
      if (!('text' in file)) throw new Failure(`Cannot read file ${path}, open ${path}: no such file or directory`);
      if (!/-----BEGIN [^-]+-----[^-]+-----END/.test(file.text)) throw new Failure(`tls: failed to find any PEM data in ${flag === 'cert' ? 'certificate' : 'key'} input`);
      texts[key] = encodeText(file.text);
    }
    return { kind: 'Secret', apiVersion: 'v1', metadata: { name }, data: texts, type: 'kubernetes.io/tls' } as AnyObject;
  },
});

export const createRegistrySecret = generated({
  path: 'create secret docker-registry', resource: 'secrets',
  *object(call, name) {
    const { flags } = call;
    const [username, password, email, server] = ['docker-username', 'docker-password', 'docker-email', 'docker-server'].map((flag) => flags.string(flag)) as [string, string, string, string];
    if (flags.list('from-file').length === 0 && (username === '' || password === '')) throw new Failure('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
    const auths = { auths: { [server]: { username, password, ...(email === '' ? {} : { email }), auth: encodeText(`${username}:${password}`) } } };
    const data = flags.list('from-file').length > 0 ? secretData(yield* dataOf(call)) : { '.dockerconfigjson': encodeText(JSON.stringify(auths)) };
    return { kind: 'Secret', apiVersion: 'v1', metadata: { name }, data, type: 'kubernetes.io/dockerconfigjson' } as AnyObject;
  },
});

export const createQuota = generated({
  path: 'create quota', resource: 'resourcequotas',
  *object(call, name) {
    yield* [];
    const hard = pairsOf(call.flags.string('hard'));
    for (const value of Object.values(hard ?? {})) if (!parseQuantity(value)) throw new Failure("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    const scopes = call.flags.string('scopes') === '' ? undefined : call.flags.string('scopes').split(',');
    return { kind: 'ResourceQuota', apiVersion: 'v1', metadata: { name }, spec: { ...(hard ? { hard } : {}), ...(scopes ? { scopes } : {}) }, status: {} } as AnyObject;
  },
});

export const createPriorityClass = generated({
  path: 'create priorityclass', resource: 'priorityclasses', namespaced: false,
  *object(call, name) {
    yield* [];
    const { flags } = call;
    return {
      kind: 'PriorityClass', apiVersion: 'scheduling.k8s.io/v1', metadata: { name }, value: flags.int('value'), ...(flags.bool('global-default') ? { globalDefault: true } : {}),
      ...(flags.string('description') === '' ? {} : { description: flags.string('description') }), preemptionPolicy: flags.string('preemption-policy'),
    } as unknown as AnyObject;
  },
});

const number = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

export const createDisruptionBudget = generated({
  path: 'create poddisruptionbudget', resource: 'poddisruptionbudgets',
  *object(call, name) {
    yield* [];
    const { flags } = call;
    const [min, max, selector] = [flags.string('min-available'), flags.string('max-unavailable'), flags.string('selector')];
    if (selector === '') throw new Failure('a selector must be specified');
    if (min === '' && max === '') throw new Failure('one of min-available or max-unavailable must be specified');
    if (min !== '' && max !== '') throw new Failure('min-available and max-unavailable cannot be both specified');
    for (const [flag, text] of [['min-available', min], ['max-unavailable', max]]) if (text !== '' && !/^\d+%?$/.test(text!)) throw new Failure(`invalid format specified for ${flag}`);
    const matchLabels = pairsOf(selector.replaceAll('==', '='));
    return {
      kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', metadata: { name },
      spec: { ...(min === '' ? {} : { minAvailable: number(min) }), selector: { matchLabels }, ...(max === '' ? {} : { maxUnavailable: number(max) }) },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    } as AnyObject;
  },
});
