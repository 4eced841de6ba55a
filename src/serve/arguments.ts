import { parseArgs } from 'node:util';

export interface ServeOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly nodes: number;
  readonly seed: number;
  /** Virtual seconds a real second; Infinity for `max`. */
  readonly speed: number;
  /** Where to write a kubeconfig. */
  readonly kubeconfig: string | undefined;
}

export const USAGE = `Serves a simulated cluster over HTTP.

  npm run serve -- [--port 8001] [--host 127.0.0.1] [--nodes 3] [--seed 1] [--speed 1|max|0] [--kubeconfig FILE]

  --port        0 picks a free one
  --speed       virtual seconds a real second; max: ahead whenever there is something to do; 0: only by POST /sandbox/v1/clock/advance
  --kubeconfig  writes a kubeconfig for the cluster there
`;

/** Throws an Error whose message says which argument is wrong; undefined when help is asked for. */
export function parseServeArguments(args: readonly string[]): ServeOptions | undefined {
  const { values } = parseArgs({
    args: [...args], strict: true,
    options: {
      host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '8001' }, nodes: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' }, kubeconfig: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    host: values.host, port: integer('port', values.port, 65535), nodes: integer('nodes', values.nodes, 10_000), seed: integer('seed', values.seed, 0xffffffff),
    speed: speed(values.speed), kubeconfig: values.kubeconfig,
  };
}

function integer(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) throw new Error(`--${name}: ${text} is no whole number from 0 to ${max}`);
  return value;
}

function speed(text: string): number {
  if (text === 'max') return Infinity;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0) || value === Infinity) throw new Error(`--speed: ${text} is neither a number from 0 on nor max`);
  return value;
}
