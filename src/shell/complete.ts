/** What could stand where the cursor is: commands, files, and kubectl's own words (verbs, flags, resources, names, namespaces). */
import { flagsOf } from '../kubectl/flags/flag.ts';
import { helpOf, subcommandsOf } from '../kubectl/help/help.ts';
import type { LaptopFs } from './laptop-fs.ts';
import type { World } from './world.ts';

export interface Completion { /** Where in the text the word begins that candidates replace. */ readonly from: number; readonly candidates: readonly string[] }

export interface Place { readonly fs: LaptopFs; readonly cwd: string; readonly commands: readonly string[]; readonly world: World }

export async function complete(text: string, cursor: number, place: Place): Promise<Completion> {
  const before = text.slice(0, cursor);
  // The simple command the cursor is in: after the last separator.
  const simple = before.slice(Math.max(...['|', ';', '&', '(', '\n', '`'].map((separator) => before.lastIndexOf(separator) + 1)));
  const words = simple.trimStart().split(/\s+/).filter((word) => !/^\w+=/.test(word));
  const word = /\S*$/.exec(before)![0];
  const redirected = /[<>]\s*\S*$/.test(simple);
  const start = before.length - word.length;
  if (redirected) return files(word.replace(/^.*[<>]/, ''), before.length, place);
  if (words.length <= 1) {
    if (word.includes('/')) return files(word, before.length, place);
    return { from: start, candidates: matching(place.commands, word) };
  }
  if (words[0] === 'kubectl' || words[0] === 'k') {
    const found = await kubectl(words.slice(1, -1), word, place);
    if (found) return { from: before.length - found.word.length, candidates: matching(found.all, found.word) };
  }
  return files(word, before.length, place);
}

const matching = (all: readonly string[], start: string): string[] => [...new Set(all)].filter((one) => one.startsWith(start)).sort();

async function files(word: string, end: number, { fs, cwd }: Place): Promise<Completion> {
  const at = word.lastIndexOf('/') + 1;
  const folder = word.slice(0, at), start = word.slice(at);
  const path = fs.resolvePath(cwd, (folder.startsWith('~/') ? `/home/you/${folder.slice(2)}` : folder) || '.');
  let entries: { name: string; isDirectory: boolean }[] = [];
  try { entries = await fs.readdirWithFileTypes(path); } catch { /* no such folder */ }
  return {
    from: end - start.length,
    candidates: entries.filter(({ name }) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.'))).map(({ name, isDirectory }) => (isDirectory ? `${name}/` : name)).sort(),
  };
}

/** Flags whose next word is their value. */
const takesValue = (path: string, flag: string): boolean => {
  const name = flag.replace(/^--?/, '');
  const known = flagsOf(path).find((one) => (flag.startsWith('--') ? one.name === name : one.shorthand === name));
  return known !== undefined && known.kind !== 'bool' && known.bare === undefined;
};

/** Verbs that take a resource and then names; the others take names of one kind, or nothing that is known. */
const RESOURCE_VERBS = new Set(['get', 'describe', 'delete', 'edit', 'label', 'annotate', 'patch', 'scale', 'autoscale', 'expose', 'wait', 'explain', 'rollout status', 'rollout history', 'rollout undo', 'rollout restart', 'rollout pause', 'rollout resume', 'set image', 'set env', 'set resources']);
const NAME_VERBS: Readonly<Record<string, string>> = { logs: 'pods', exec: 'pods', attach: 'pods', 'port-forward': 'pods', cp: 'pods', debug: 'pods', cordon: 'nodes', uncordon: 'nodes', drain: 'nodes', taint: 'nodes', 'top pod': 'pods', 'top node': 'nodes' };
const OUTPUTS = ['json', 'yaml', 'wide', 'name', 'jsonpath=', 'jsonpath-file=', 'custom-columns=', 'custom-columns-file=', 'go-template=', 'go-template-file='];

async function kubectl(given: readonly string[], word: string, place: Place): Promise<{ word: string; all: readonly string[] } | undefined> {
  let path = '';
  const args: string[] = [];
  let namespace = 'default', allNamespaces = false, pendingFlag: string | undefined;
  for (let i = 0; i < given.length; i++) {
    const one = given[i]!;
    if (one.startsWith('-') && one !== '-') {
      if (one === '-A' || one === '--all-namespaces') allNamespaces = true;
      const equals = one.indexOf('=');
      if (equals > 0) { if (/^(-n|--namespace)=/.test(one)) namespace = one.slice(equals + 1); continue; }
      if (!takesValue(path, one)) continue;
      if (i + 1 >= given.length) { pendingFlag = one; break; }
      i++;
      if (one === '-n' || one === '--namespace') namespace = given[i]!;
    } else if (args.length === 0 && helpOf(`${path} ${one}`.trim())) path = `${path} ${one}`.trim();
    else args.push(one);
  }
  const glued = /^(--[\w-]+)=(.*)$/.exec(word);
  const flag = pendingFlag ?? glued?.[1];
  if (flag) {
    const value = glued ? glued[2]! : word;
    if (flag === '-n' || flag === '--namespace') return { word: value, all: await names('namespaces', '', place.world) };
    if (flag === '-o' || flag === '--output') return { word: value, all: OUTPUTS };
    if (flag === '-c' || flag === '--container') return { word: value, all: args[0] ? await containers(args[0], namespace, place.world) : [] };
    if (flag === '--dry-run') return { word: value, all: ['client', 'none', 'server'] };
    if (flag === '--cascade') return { word: value, all: ['background', 'foreground', 'orphan'] };
    return undefined;
  }
  if (word.startsWith('-')) return { word, all: flagsOf(path).flatMap(({ name, kind, bare }) => [`--${name}${kind === 'bool' || bare !== undefined ? '' : '='}`]) };
  const below = subcommandsOf(path).map((one) => one.slice(path.length).trim());
  if (below.length > 0 && args.length === 0) return { word, all: below };
  const scope = allNamespaces ? '' : namespace;
  if (NAME_VERBS[path]) return args.length === 0 ? { word, all: await names(NAME_VERBS[path]!, scope, place.world) } : undefined;
  if (!RESOURCE_VERBS.has(path)) return undefined;
  const list = word.lastIndexOf(',') + 1;
  if (args.length === 0 && word.includes('/')) {
    const [resource] = word.split('/');
    return { word, all: (await names(resource!, scope, place.world)).map((name) => `${resource}/${name}`) };
  }
  if (args.length === 0) return { word: word.slice(list), all: await resources(place.world) };
  if (args[0]!.includes('/')) return undefined;
  return { word, all: (await names(args[0]!, scope, place.world)).filter((name) => !args.includes(name)) };
}

interface Served { readonly resource: string; readonly path: string; readonly namespaced: boolean; readonly shortNames: readonly string[]; readonly singular: string; readonly listed: boolean }

async function served(world: World): Promise<Served[]> {
  const found: Served[] = [];
  for (const path of ['/api', '/apis']) {
    const reply = await world.request({ method: 'GET', path, query: '', headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json' }, body: '' });
    if (reply.status !== 200) continue;
    const { items } = JSON.parse(reply.body) as { items?: { metadata?: { name?: string }; versions: { version: string; resources?: { resource: string; scope: string; shortNames?: string[]; singularResource?: string; verbs: string[] }[] }[] }[] };
    for (const { metadata, versions } of items ?? []) {
      const { version, resources: list = [] } = versions[0] ?? { version: '' };
      for (const r of list) {
        found.push({
          resource: r.resource, path: metadata?.name ? `/apis/${metadata.name}/${version}` : `/api/${version}`, namespaced: r.scope === 'Namespaced', shortNames: r.shortNames ?? [], singular: r.singularResource ?? '', listed: r.verbs.includes('list'),
        });
      }
    }
  }
  return found;
}

const resources = async (world: World): Promise<string[]> => (await served(world)).filter((r) => r.listed).map((r) => r.resource);

/** At most so many names are offered. */
const MAX_NAMES = 500;

async function names(word: string, namespace: string, world: World): Promise<string[]> {
  const resource = (await served(world)).find((r) => r.resource === word || r.singular === word || r.shortNames.includes(word));
  if (!resource) return [];
  const path = `${resource.path}${resource.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${resource.resource}`;
  const reply = await world.request({ method: 'GET', path, query: `limit=${MAX_NAMES}`, headers: { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json' }, body: '' });
  if (reply.status !== 200) return [];
  return (JSON.parse(reply.body) as { items: { metadata: { name: string } }[] }).items.map(({ metadata }) => metadata.name);
}

async function containers(pod: string, namespace: string, world: World): Promise<string[]> {
  const reply = await world.request({ method: 'GET', path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod.replace(/^pods?\//, ''))}`, query: '', headers: {}, body: '' });
  if (reply.status !== 200) return [];
  const { spec } = JSON.parse(reply.body) as { spec: { containers: { name: string }[]; initContainers?: { name: string }[] } };
  return [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name);
}
