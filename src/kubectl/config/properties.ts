/** Single values of a kubeconfig by a dotted path, as `kubectl config set` and `unset` name them. */
import { decodeBytes, encodeText } from '../../engine/api/base64.ts';
import { Failure } from '../failure.ts';
import type { Kubeconfig } from './kubeconfig.ts';

type Fields = Record<string, unknown>;
interface Section { readonly list: 'clusters' | 'users' | 'contexts'; readonly field: string; readonly type: string; readonly names: readonly string[] }

const SECTIONS: readonly Section[] = [
  { list: 'clusters', field: 'cluster', type: 'Cluster', names: ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority', 'certificate-authority-data', 'proxy-url', 'disable-compression'] },
  { list: 'users', field: 'user', type: 'AuthInfo', names: ['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile', 'act-as', 'act-as-uid', 'username', 'password'] },
  { list: 'contexts', field: 'context', type: 'Context', names: ['cluster', 'user', 'namespace'] },
];
const SWITCHES = new Set(['insecure-skip-tls-verify', 'disable-compression']);

const unparsed = (path: string, done: readonly string[], type: string): Failure => new Failure(`unable to parse ${path} after [${done.join(' ')}] at api.${type}`);

/** `value` undefined: the property goes. Throws Failure for a path or a value that there cannot be. */
export function withProperty(config: Kubeconfig, path: string, value: string | undefined, rawBytes: boolean): Kubeconfig {
  if (path === 'current-context') return { ...config, 'current-context': value ?? '' };
  const steps = path.split('.');
  const section = SECTIONS.find(({ list }) => list === steps[0]);
  if (!section) throw unparsed(path, [], 'Config');
  const { list, field, type, names } = section;
  const items = config[list] as readonly ({ name: string } & Fields)[];
  if (steps.length === 1) {
    if (value === undefined) return { ...config, [list]: [] };
    throw new Failure(`can't set a map to a value: ${path}`);
  }
  const property = steps.length > 2 && (names.includes(steps.at(-1)!) || value !== undefined) ? steps.at(-1)! : undefined;
  const name = steps.slice(1, property === undefined ? undefined : -1).join('.');
  const existing = items.find((item) => item.name === name);
  if (property === undefined) {
    if (value === undefined) return { ...config, [list]: items.filter((item) => item.name !== name) };
    throw new Failure(`can't set a map to a value: ${path}`);
  }
  if (!names.includes(property)) throw unparsed(path, [list, name], type);
  const { [property]: _, ...others } = (existing?.[field] ?? {}) as Fields;
  if (value === undefined && !existing) throw new Failure(`current map key \`${name}\` is invalid`);
  const entry = { name, [field]: value === undefined ? others : { ...others, [property]: typed(property, value, rawBytes) } };
  return { ...config, [list]: existing ? items.map((item) => (item.name === name ? entry : item)) : [...items, entry] };
}

function typed(property: string, value: string, rawBytes: boolean): unknown {
  if (SWITCHES.has(property)) {
    if (value !== 'true' && value !== 'false') throw new Failure(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
    return value === 'true';
  }
  if (!property.endsWith('-data')) return value;
  if (rawBytes) return encodeText(value);
  if (value.length % 4 !== 0 || decodeBytes(value) === undefined) throw new Failure(`error decoding input value: illegal base64 data at input byte ${Math.max(value.search(/[^A-Za-z0-9+/=]/), Math.floor(value.length / 4) * 4)}`);
  return value;
}
