/** What a program uses of its machine, and what it asks of others: numbers that a metrics server would see. */
import type { Container } from '../api/types.ts';

export interface Footprint {
  /** CPU while nobody asks anything, thousandths of a core. */
  readonly idleMillis: number;
  readonly memoryMi: number;
  /** CPU time that one request takes, ms. */
  readonly millisPerRequest: number;
}

/** Requests that a program sends for as long as it runs. */
export interface Load {
  readonly host: string;
  readonly port: number;
  /** Requests under way at the same time at most: each client sends its next when the last was answered. */
  readonly clients: number;
  /** Between an answer and the next request, ms. */
  readonly pauseMs: number;
}

export const SERVER: Footprint = { idleMillis: 2, memoryMi: 24, millisPerRequest: 2 };
export const SHELL: Footprint = { idleMillis: 1, memoryMi: 1, millisPerRequest: 1 };

/** ms that a shell needs to start a client. */
const SPAWN_MS = 5;
const LOOP = /\bwhile\s+([^;]*);\s*do\b([\s\S]*?)\bdone\b/;
const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86400 };

const sleeps = (text: string): number => [...text.matchAll(/\bsleep\s+([\d.]+)([smhd]?)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit!] ?? 1) * 1000, 0);

function target(words: string): { host: string; port: number } | undefined {
  const [, scheme, host, port] = /(?:(https?):\/\/)?((?:[a-z0-9-]+\.)*[a-z0-9-]+)(?::(\d+))?(?:\/\S*)?\s*(?:$|[;|&>)'"])/i.exec(words) ?? [];
  return host === undefined ? undefined : { host, port: Number(port ?? (scheme === 'https' ? 443 : 80)) };
}

/** `while sleep 0.01; do wget -q -O- http://php-apache; done` asks again and again; undefined for a line that does not. */
export function loadOfLine(line: string): Load | undefined {
  const [, condition = '', body = ''] = LOOP.exec(line) ?? [];
  const command = body.split(/;|&&|\n/).map((text) => text.trim()).find((text) => /^(?:\/usr\/bin\/)?(wget|curl)\b/.test(text));
  if (!command) return undefined;
  const url = /(https?:\/\/[^\s;|&>'"]+)/.exec(command)?.[1] ?? command.split(/\s+/).findLast((word) => !word.startsWith('-') && !/^(wget|curl)$/.test(word) && !word.includes('/dev/null'));
  const found = url === undefined ? undefined : target(url);
  return found && { ...found, clients: 1, pauseMs: SPAWN_MS + sleeps(condition) + sleeps(body) };
}

/** Load generators (`hey`, `ab`, `wrk`, `fortio`, `vegeta`) by their arguments: `-c` clients, `-q` requests a second each. */
export function loadOfGenerator({ command = [], args = [] }: Container): Load | undefined {
  const words = [...command, ...args];
  const number = (flag: string): number | undefined => { const at = words.indexOf(flag); return at < 0 ? undefined : Number(words[at + 1]); };
  const url = words.find((word) => /^https?:\/\//.test(word));
  const found = url === undefined ? undefined : target(url);
  if (!found) return undefined;
  const clients = number('-c') || 50, perSecond = number('-q') || number('-qps');
  return { ...found, clients, pauseMs: perSecond ? 1000 / perSecond : 0 };
}

/** `stress --cpu 2 --vm-bytes 150M`, `-cpus 2 -mem-total 150Mi`: use what they are told to. */
export function stressFootprint({ command = [], args = [] }: Container): Footprint {
  const words = [...command, ...args];
  const after = (...flags: string[]): string | undefined => { const at = words.findIndex((word) => flags.includes(word)); return at < 0 ? undefined : words[at + 1]; };
  const cores = Number(after('--cpu', '-c', '-cpus', '--cpus') ?? (words.some((word) => word === '--vm') ? 1 : 0));
  const [, amount = '1', unit = 'M'] = /^([\d.]+)([KMG]?)i?B?$/i.exec(after('--vm-bytes', '-mem-total', '--mem-total') ?? '') ?? [];
  return { idleMillis: Math.max(1, cores * 1000), memoryMi: Math.max(1, Number(amount) * ({ K: 1 / 1024, M: 1, G: 1024 }[unit.toUpperCase()] ?? 1)), millisPerRequest: 1 };
}
