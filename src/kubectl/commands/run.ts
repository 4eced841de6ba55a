import type { AnyObject, Container, Pod } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { stdout, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import { overlay } from './overrides.ts';
import { make } from './make.ts';
import { attachAndFinish, attaches } from './run-attached.ts';
import type { Command } from './command.ts';

const IMAGE = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$/;

export const runCommand: Command = {
  path: 'run',
  required: ['image'],
  *run(call) {
    const { flags, args, dashAt } = call;
    if (args.length === 0 || dashAt === 0) throw new UsageFailure("error: NAME is required for run\nSee 'kubectl run -h' for help and examples");
    const image = flags.string('image');
    if (image === '') throw new Failure('--image is required');
    if (!IMAGE.test(image)) throw new Failure(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
    const restart = flags.string('restart') || 'Always';
    if (!['Always', 'OnFailure', 'Never'].includes(restart)) throw wrong(call, `invalid restart policy: ${restart}`);
    if (flags.bool('rm') && !attaches(call)) throw wrong(call, '--rm should only be used for attached containers');
    if (flags.bool('expose') && flags.string('port') === '') throw wrong(call, '--port must be set when exposing a service');
    const policy = flags.string('image-pull-policy');
    if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw wrong(call, `invalid image pull policy: ${policy}`);
    if (dryRunOf(call) !== 'none' && ['attach', 'stdin', 'tty'].some((flag) => flags.bool(flag))) throw wrong(call, "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
    const [name = '', ...words] = args;
    const labels = flags.string('labels') === '' ? { run: name } : labelsOf(flags.string('labels'));
    const annotations = flags.list('annotations');
    const pod = podOf(call, name, image, words, restart, labels, annotations.length > 0 ? labelsOf(annotations.join(',')) : undefined);
    const overrides = flags.list('overrides').at(-1) ?? '';
    const document = flags.string('output') === 'yaml' && flags.bool('expose');
    if (flags.bool('expose')) yield* exposed(call, name, labels);
    if (document) yield* stdout('---\n---\n');
    const attached = attaches(call);
    yield* call.client.discover();
    const made = yield* make(call, 'pods', overrides === '' ? pod : overlay(pod, overrides, flags.string('override-type')), 'created', true, attached);
    if (attached) yield* attachAndFinish(call, made as Pod);
  },
};

const wrong = (call: Call, message: string): UsageFailure => new UsageFailure(call.usage(message));

export function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new Failure(`unexpected label spec: ${text.includes(',') ? pair : text}`);
    labels[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return labels;
}

function podOf(call: Call, name: string, image: string, words: readonly string[], restart: string, labels: Record<string, string>, annotations: Record<string, string> | undefined): AnyObject {
  const { flags } = call;
  const env = flags.list('env').map((pair) => {
    const equals = pair.indexOf('=');
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*=/.test(pair)) throw new Failure(`invalid env: ${pair}`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const port = flags.string('port');
  if (port !== '' && !/^[-+]?\d+$/.test(port)) throw new Failure(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  const container: Container = {
    name, image,
    ...(words.length === 0 ? {} : flags.bool('command') ? { command: [...words] } : { args: [...words] }),
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    ...(env.length === 0 ? {} : { env }),
    resources: {},
    ...(flags.string('image-pull-policy') === '' ? {} : { imagePullPolicy: flags.string('image-pull-policy') }),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(flags.bool('stdin') ? { stdin: true, ...(flags.bool('leave-stdin-open') ? {} : { stdinOnce: true }) } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
  };
  return {
    kind: 'Pod', apiVersion: 'v1', metadata: { name, labels, ...(annotations ? { annotations } : {}) },
    spec: { containers: [container], restartPolicy: restart, dnsPolicy: 'ClusterFirst' }, status: {},
  };
}

function* exposed(call: Call, name: string, labels: Record<string, string>): Steps {
  const port = Number(call.flags.string('port'));
  yield* make(call, 'services', { kind: 'Service', apiVersion: 'v1', metadata: { name }, spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: labels }, status: { loadBalancer: {} } }, 'created');
}
