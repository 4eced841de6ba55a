/** Semantic versions (https://semver.org): `semver("1.2.3").isGreaterThan(semver("1.2.0"))`. */
import type { Environment } from '@marcbachmann/cel-js';

export class Semver {
  constructor(readonly numbers: readonly bigint[], readonly pre: readonly string[]) {}
}

export function parseSemver(text: string): Semver | undefined {
  const m = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-.]+)?$/.exec(text);
  return m ? new Semver([BigInt(m[1]!), BigInt(m[2]!), BigInt(m[3]!)], m[4]?.split('.') ?? []) : undefined;
}

/** `v1.02` as `1.2.0`: what `semver(text, true)` forgives. */
const normalized = (text: string): string => {
  const m = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$/.exec(text);
  return m ? `${BigInt(m[1]!)}.${BigInt(m[2] ?? '0')}.${BigInt(m[3] ?? '0')}${m[4]}` : text;
};

function compare(a: Semver, b: Semver): number {
  for (let i = 0; i < 3; i++) if (a.numbers[i] !== b.numbers[i]) return a.numbers[i]! < b.numbers[i]! ? -1 : 1;
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const x = a.pre[i]!, y = b.pre[i]!;
    if (x === y) continue;
    const xNumber = /^\d+$/.test(x), yNumber = /^\d+$/.test(y);
    if (xNumber && yNumber) return BigInt(x) < BigInt(y) ? -1 : 1;
    if (xNumber !== yNumber) return xNumber ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.pre.length - b.pre.length;
}

export function addSemver(environment: Environment): void {
  environment.registerType('kubernetes.Semver', Semver as unknown as new () => Semver);
  const add = (signature: string, handler: (...args: never[]) => unknown): void => { environment.registerFunction(signature, handler as (...args: unknown[]) => unknown); };
  const parse = (text: string): Semver => {
    const version = parseSemver(text);
    if (!version) throw new Error(`No Major.Minor.Patch elements found`);
    return version;
  };
  add('semver(string): kubernetes.Semver', parse as (...args: never[]) => unknown);
  add('semver(string, bool): kubernetes.Semver', (text: string, normalize: boolean) => parse(normalize ? normalized(text) : text));
  add('isSemver(string): bool', (text: string) => parseSemver(text) !== undefined);
  add('isSemver(string, bool): bool', (text: string, normalize: boolean) => parseSemver(normalize ? normalized(text) : text) !== undefined);
  add('kubernetes.Semver.major(): int', (version: Semver) => version.numbers[0]);
  add('kubernetes.Semver.minor(): int', (version: Semver) => version.numbers[1]);
  add('kubernetes.Semver.patch(): int', (version: Semver) => version.numbers[2]);
  add('kubernetes.Semver.compareTo(kubernetes.Semver): int', (a: Semver, b: Semver) => BigInt(Math.sign(compare(a, b))));
  add('kubernetes.Semver.isGreaterThan(kubernetes.Semver): bool', (a: Semver, b: Semver) => compare(a, b) > 0);
  add('kubernetes.Semver.isLessThan(kubernetes.Semver): bool', (a: Semver, b: Semver) => compare(a, b) < 0);
  environment.registerOperator('kubernetes.Semver == kubernetes.Semver', (a: Semver, b: Semver) => compare(a, b) === 0);
}
