/** A command's flags as data: their kind follows from the default that the help shows, and where not, from the lists below. */
import { GLOBAL_FLAGS, helpOf, type FlagHelp } from '../help/help.ts';

export type FlagKind = 'bool' | 'string' | 'int' | 'duration' | 'slice' | 'array' | 'map';

export interface Flag {
  readonly name: string;
  /** One letter or ''. */
  readonly shorthand: string;
  readonly kind: FlagKind;
  readonly value: string;
  /** What the flag means without a value (`--dry-run`). */
  readonly bare?: string;
  /** Printed when it is used. */
  readonly deprecated?: string;
}

/** Flags whose values are not split at commas. */
const ARRAYS = new Set(['from-literal', 'env', 'rule', 'annotation', 'annotations', 'group', 'user', 'as-group', 'audience', 'prune-allowlist', 'overrides', 'exec-arg', 'exec-env', 'serviceaccount', 'auth-provider-arg', 'for', 'as-user-extra', 'helm-api-versions', 'option', 'prependarg', 'appendarg', 'allowlist-entry']);
const MAPS = new Set(['set-image']);
/** Texts whose default looks like a number or nothing. */
const TEXTS = new Set(['vmodule', 'aggregation-rule', 'namespace-match']);

const BARE: Readonly<Record<string, string>> = { 'dry-run': 'unchanged', cascade: 'background', validate: 'strict', record: 'true' };

function kindOf(name: string, value: string): FlagKind {
  if (MAPS.has(name)) return 'map';
  if (TEXTS.has(name)) return 'string';
  if (value === '[]' || value.startsWith('[')) return ARRAYS.has(name) ? 'array' : 'slice';
  if (value === 'true' || value === 'false') return 'bool';
  if (/^-?\d+$/.test(value)) return 'int';
  if (/^(\d+h)?(\d+m)?\d+s$/.test(value)) return 'duration';
  return 'string';
}

/** Flags that the help hides. */
const HIDDEN: Readonly<Record<string, readonly Flag[]>> = {
  autoscale: [{ name: 'cpu-percent', shorthand: '', kind: 'int', value: '-1', deprecated: "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU)." }],
  'rollout status': [],
  run: [{ name: 'record', shorthand: '', kind: 'bool', value: 'false', deprecated: '--record will be removed in the future' }],
};
const RECORD: Flag = { name: 'record', shorthand: '', kind: 'bool', value: 'false', deprecated: '--record will be removed in the future' };
const RECORDING = new Set(['annotate', 'label', 'scale', 'expose', 'patch', 'replace', 'edit', 'apply', 'create', 'set image', 'set env', 'set resources', 'set selector', 'set serviceaccount', 'autoscale']);

function flagOf([name, shorthand, value]: FlagHelp, path: string): Flag {
  const bareValue = BARE[name];
  const text = /^'(.*)'$/s.exec(value)?.[1] ?? (/^\[.*\]$/.test(value) ? value.slice(1, -1) : value);
  let kind = kindOf(name, value);
  if (name === 'env' && path === 'debug') kind = 'map';
  if (name === 'serviceaccount' && kind === 'array' && path.startsWith('set')) kind = 'slice';
  return { name, shorthand, kind, value: text, ...(bareValue === undefined ? {} : { bare: bareValue }) };
}

/** Every flag of the command at `path`, its own before the global ones. */
export function flagsOf(path: string): readonly Flag[] {
  const own = (helpOf(path)?.flags ?? []).map((help) => flagOf(help, path));
  const hidden = [...(HIDDEN[path] ?? []), ...(RECORDING.has(path) ? [RECORD] : [])];
  const globals = GLOBAL_FLAGS.map((help) => flagOf(help, '')).filter(({ name }) => !own.some((flag) => flag.name === name));
  return [...own, ...hidden.filter(({ name }) => !own.some((flag) => flag.name === name)), ...globals, { name: 'help', shorthand: 'h', kind: 'bool', value: 'false' }];
}
