import { parseArgs } from 'node:util';
import { parseTime } from '../engine/kernel/time.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly nodes: number;
  readonly seed: number;
  /** Virtual seconds a real second; Infinity for `max`. */
  readonly speed: number;
  /** Where the virtual clock starts, ms since 1970; absent = the engine's own default. */
  readonly startMs?: number;
  /** Where to write a kubeconfig. */
  readonly kubeconfig: string | undefined;
  /** Machines of the control plane; default 1. */
  readonly controlPlanes?: 1 | 3;
  /** A cloud gives load balancers addresses, and disks and machines as they are needed. */
  readonly cloud?: boolean;
  /** A file with a KubeSchedulerConfiguration. */
  readonly schedulerConfig?: string;
  /** The metrics APIs are there from the start, as where a metrics server and an adapter are installed. */
  readonly metrics?: boolean;
  /** The kubeconfig speaks TLS, which is spoken on the port in any case. */
  readonly tls?: boolean;
  /** A file of lines `token,user,uid,"group,group"`: who these tokens are. */
  readonly tokenAuthFile?: string;
  /** A file with certificates of authorities whose client certificates count too. */
  readonly clientCAFile?: string;
  /** Everybody may do everything. */
  readonly alwaysAllow?: boolean;
  /** Nodes are given ranges of pod addresses. */
  readonly allocateNodeCIDRs?: boolean;
  /** Default admission plugins that the API server runs without. */
  readonly disableAdmissionPlugins?: readonly string[];
}

export const USAGE = `Serves a simulated cluster over HTTP.

  npm run serve -- [--port 8001] [--host 127.0.0.1] [--nodes 3] [--seed 1] [--speed 1|max|0] [--start TIME|now] [--control-planes 1|3] [--cloud] [--metrics] [--allocate-node-cidrs] [--disable-admission-plugins NAME,...] [--scheduler-config FILE] [--tls] [--token-auth-file FILE] [--client-ca-file FILE] [--authorization-mode RBAC|AlwaysAllow] [--kubeconfig FILE]

  --port        0 picks a free one
  --speed       virtual seconds a real second; max: ahead whenever there is something to do; 0: only by POST /sandbox/v1/clock/advance
  --start       where the virtual clock starts: an RFC 3339 time, or now; default 2026-01-01T00:00:00Z, so that equal seeds give equal runs
  --control-planes  3: each has a scheduler and a controller manager, of which one leads
  --cloud       load balancers get addresses, claims disks, and a cluster autoscaler adds and removes machines
  --scheduler-config  a KubeSchedulerConfiguration: profiles, their plugins and weights
  --metrics     kubectl top and autoscalers have numbers; without it they have when a metrics server is installed
  --allocate-node-cidrs  nodes are given ranges of pod addresses
  --disable-admission-plugins  default admission plugins to do without, as kube-apiserver's flag: ServiceAccount,PodSecurity ...
  --kubeconfig  writes a kubeconfig for the cluster there
  --tls         the kubeconfig names https and has a client certificate; the port answers http and https either way
  --token-auth-file, --client-ca-file, --authorization-mode  as kube-apiserver's flags; tokens and certificates are sent over https only
`;

/** Throws an Error whose message says which argument is wrong; undefined when help is asked for. */
export function parseServeArguments(args: readonly string[]): ServeOptions | undefined {
  const { values } = parseArgs({
    args: [...args], strict: true,
    options: {
      host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '8001' }, nodes: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' }, start: { type: 'string' }, kubeconfig: { type: 'string' }, 'control-planes': { type: 'string' }, cloud: { type: 'boolean' }, metrics: { type: 'boolean' }, 'allocate-node-cidrs': { type: 'boolean' }, 'disable-admission-plugins': { type: 'string', multiple: true }, 'scheduler-config': { type: 'string' }, tls: { type: 'boolean' }, 'token-auth-file': { type: 'string' }, 'client-ca-file': { type: 'string' }, 'authorization-mode': { type: 'string', default: 'RBAC' }, help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    host: values.host, port: integer('port', values.port, 65535), nodes: integer('nodes', values.nodes, 10_000), seed: integer('seed', values.seed, 0xffffffff),
    speed: speed(values.speed), ...(values.start === undefined ? {} : { startMs: start(values.start) }), kubeconfig: values.kubeconfig,
    ...(values['control-planes'] === undefined ? {} : { controlPlanes: controlPlanes(values['control-planes']) }),
    ...(values['scheduler-config'] === undefined ? {} : { schedulerConfig: values['scheduler-config'] }),
    ...(values.cloud ? { cloud: true } : {}), ...(values.metrics ? { metrics: true } : {}), ...(values.tls ? { tls: true } : {}), ...(values['token-auth-file'] === undefined ? {} : { tokenAuthFile: values['token-auth-file'] }), ...(values['client-ca-file'] === undefined ? {} : { clientCAFile: values['client-ca-file'] }),
    ...(alwaysAllow(values['authorization-mode']) ? { alwaysAllow: true } : {}), ...(values['allocate-node-cidrs'] ? { allocateNodeCIDRs: true } : {}),
    ...(values['disable-admission-plugins'] ? { disableAdmissionPlugins: values['disable-admission-plugins'].flatMap((names) => names.split(',')).filter(Boolean) } : {}),
  };
}

function integer(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) throw new Error(`--${name}: ${text} is no whole number from 0 to ${max}`);
  return value;
}

function alwaysAllow(text: string): boolean {
  const modes = text.split(',');
  const unknown = modes.find((mode) => mode !== 'RBAC' && mode !== 'Node' && mode !== 'AlwaysAllow');
  if (unknown !== undefined) throw new Error(`--authorization-mode: ${unknown} is none of RBAC, Node, AlwaysAllow`);
  return modes.includes('AlwaysAllow');
}

function controlPlanes(text: string): 1 | 3 {
  if (text !== '1' && text !== '3') throw new Error(`--control-planes: ${text} is neither 1 nor 3`);
  return text === '1' ? 1 : 3;
}

function start(text: string): number {
  if (text === 'now') return Math.floor(Date.now() / 1000) * 1000;
  const ms = parseTime(text);
  if (ms !== ms) throw new Error(`--start: ${text} is neither an RFC 3339 time nor now`);
  return ms;
}

function speed(text: string): number {
  if (text === 'max') return Infinity;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0) || value === Infinity) throw new Error(`--speed: ${text} is neither a number from 0 on nor max`);
  return value;
}
