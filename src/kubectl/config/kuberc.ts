/** `~/.kube/kuberc`: default flags and aliases of commands (KEP-3104, kubectl.config.k8s.io/v1beta1). */
import { readFile, type Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import type { Flags } from '../flags/parse.ts';
import { parseYaml } from '../files/yaml.ts';

export interface Option { readonly name: string; readonly default: string }
export interface Defaults { readonly command: string; readonly options?: readonly Option[] }
export interface Alias { readonly name: string; readonly command: string; readonly prependArgs?: readonly string[]; readonly appendArgs?: readonly string[]; readonly options?: readonly Option[] }
export interface Preference {
  readonly kind: 'Preference'; readonly apiVersion: string;
  readonly defaults?: readonly Defaults[]; readonly aliases?: readonly Alias[];
  readonly credentialPluginPolicy?: string; readonly credentialPluginAllowlist?: readonly { readonly command?: string }[];
}

export const KUBERC_VERSION = 'kubectl.config.k8s.io/v1beta1';

/** undefined: it is switched off. */
export function kubercPath(given: string, variables: Readonly<Record<string, string>>): string | undefined {
  const path = given || variables['KUBERC'] || '';
  if (path === 'off' || variables['KUBECTL_KUBERC'] === 'false') return undefined;
  return path || `${variables['HOME'] ?? ''}/.kube/kuberc`;
}

/** undefined where there is none. Throws Failure for one that cannot be read. */
export function* loadKuberc(path: string): Steps<Preference | undefined> {
  const file = yield* readFile(path);
  if (!('text' in file)) return undefined;
  let value: unknown;
  try {
    value = parseYaml(file.text);
  } catch (error) {
    throw new Failure(`kuberc: ${error instanceof Error ? error.message : String(error)}`);
  }
  const preference = (value ?? {}) as Preference;
  return { ...preference, kind: 'Preference', apiVersion: KUBERC_VERSION };
}

const withValue = ({ name, default: value }: Option): string => `--${name}=${value}`;

/** The words of a command line with an alias put in its place; the same words where there is none. */
export function withAlias(preference: Preference, args: readonly string[], known: (word: string) => boolean): readonly string[] {
  const [first = '', ...rest] = args;
  const alias = preference.aliases?.find(({ name }) => name === first);
  if (!alias || known(first)) return args;
  const given = new Set(rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=')[0]));
  const options = (alias.options ?? []).filter(({ name }) => !given.has(name)).map(withValue);
  return [...alias.command.split(' '), ...alias.prependArgs ?? [], ...rest, ...options, ...alias.appendArgs ?? []];
}

/** `--flag=value` of every default that the line does not say itself. */
export function defaultsOf(preference: Preference, path: string, flags: Flags): string[] {
  const options = preference.defaults?.find(({ command }) => command === path)?.options ?? [];
  return options.filter(({ name }) => flags.has(name) && !flags.changed(name)).map(withValue);
}
