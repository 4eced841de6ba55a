/** What a namespace's labels ask of its pods (https://kubernetes.io/docs/concepts/security/pod-security-admission/). */
import type { ObjectMeta, PodSpec } from '../../../api/types.ts';
import { invalid, type FieldError } from '../../../api/validation/field.ts';
import { BASELINE } from './baseline.ts';
import type { Check, Violation } from './check.ts';
import { RESTRICTED } from './restricted.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';
export const MODES = ['enforce', 'audit', 'warn'] as const;
export type Mode = (typeof MODES)[number];

export interface LevelVersion { readonly level: Level; /** `latest`, `v1.25`. */ readonly version: string }
export type Policy = Readonly<Record<Mode, LevelVersion>>;

const PREFIX = 'pod-security.kubernetes.io/';
const LEVELS: readonly string[] = ['privileged', 'baseline', 'restricted'];
const FREE: LevelVersion = { level: 'privileged', version: 'latest' };

const inOrder = (checks: Readonly<Record<string, Check>>): readonly Check[] => Object.keys(checks).sort().map((id) => checks[id]!);
const CHECKS: Readonly<Record<Level, readonly Check[]>> = { privileged: [], baseline: inOrder(BASELINE), restricted: inOrder(RESTRICTED) };

export const violations = ({ level }: LevelVersion, spec: PodSpec, metadata: ObjectMeta): Violation[] =>
  CHECKS[level].map((check) => check(spec, metadata)).filter((violation) => violation !== undefined);

export const describe = (found: readonly Violation[]): string => found.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ');
export const nameOf = ({ level, version }: LevelVersion): string => `${level}:${version}`;

export function policyOf(labels: Readonly<Record<string, string>> | undefined): { policy: Policy; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const read = (mode: Mode): LevelVersion => {
    const level = labels?.[PREFIX + mode], version = labels?.[`${PREFIX}${mode}-version`];
    if (level === undefined && version === undefined) return FREE;
    const known = level === undefined || LEVELS.includes(level);
    if (!known) errors.push(invalid(`metadata.labels[${PREFIX}${mode}]`, level, `must be one of ${LEVELS.join(', ')}`));
    const good = version === undefined || version === 'latest' || /^v1\.(0|[1-9]\d*)$/.test(version);
    if (!good) errors.push(invalid(`metadata.labels[${PREFIX}${mode}-version]`, version, 'must be "latest" or "v1.x"'));
    // What cannot be read is enforced as strictly as can be, and never warned of.
    return { level: known ? (level as Level | undefined) ?? 'privileged' : mode === 'enforce' ? 'restricted' : 'privileged', version: good ? version ?? 'latest' : 'latest' };
  };
  if (!hasPolicy(labels)) return { policy: { enforce: FREE, audit: FREE, warn: FREE }, errors };
  return { policy: { enforce: read('enforce'), audit: read('audit'), warn: read('warn') }, errors };
}

export function hasPolicy(labels: Readonly<Record<string, string>> | undefined): boolean {
  for (const label in labels) if (label.startsWith(PREFIX)) return true;
  return false;
}
