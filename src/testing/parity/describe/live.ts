/** A running server: every object of it, described by a real kubectl and by ours. Its clock must be the machine's. */
import { spawnSync } from 'node:child_process';
import type { AnyObject, Event } from '../../../engine/api/types.ts';
import { KnownObjects, pluralOf } from './known-objects.ts';
import { Tally } from './tally.ts';

interface Resource { readonly name: string; readonly kind: string; readonly verbs: readonly string[] }
interface ResourceList { readonly groupVersion: string; readonly resources: readonly Resource[] }

const SECONDS_APART = 3;

export async function compareLive(server: string, kubectl: string, verbose: boolean, only: string | undefined): Promise<void> {
  const fetched = async <T>(path: string): Promise<T> => (await (await fetch(`${server}${path}`)).json()) as T;
  const groups = (await fetched<{ groups: { preferredVersion: { groupVersion: string } }[] }>('/apis')).groups.map((g) => `/apis/${g.preferredVersion.groupVersion}`);
  const known = new KnownObjects();
  const wanted: [string, AnyObject][] = [];
  for (const path of ['/api/v1', ...groups]) {
    const { groupVersion, resources } = await fetched<ResourceList>(path);
    for (const { name, kind } of resources.filter((r) => !r.name.includes('/') && r.verbs.includes('list') && r.verbs.includes('get'))) {
      for (const item of (await fetched<{ items: AnyObject[] }>(`${path}/${name}`)).items) {
        const object: AnyObject = { ...item, apiVersion: groupVersion, kind };
        known.put(object);
        const type = groupVersion.includes('/') ? `${name}.${groupVersion.replace(/^([^/]+)\/(.*)$/, '$2.$1')}` : name;
        if (name !== 'events' && (!only || type.includes(only)) && pluralOf(kind) !== '') wanted.push([type, object]);
      }
    }
  }
  const events = known.all().filter((o) => o.kind === 'Event' && o.apiVersion === 'v1') as unknown as Event[];
  const about = (o: AnyObject): Event[] => events.filter(({ involvedObject: { uid, name } }) => uid === o.metadata.uid && name === o.metadata.name);
  const tally = new Tally(verbose, 'live');
  for (const [type, object] of wanted) {
    const namespace = object.metadata.namespace;
    const result = spawnSync(kubectl, ['--server', server, 'describe', type, object.metadata.name!, ...(namespace ? ['-n', namespace] : [])], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC', KUBECONFIG: '/dev/null' } });
    const theirs = result.stdout || result.stderr;
    const now = Date.now();
    let ours = known.describe(object, now, about);
    for (let back = 1; back <= SECONDS_APART * 4 && ours !== theirs; back++) ours = known.describe(object, now - back * 250, about);
    tally.add(`${type} ${namespace ?? ''}/${object.metadata.name}`, type, ours === theirs ? ours : known.describe(object, now, about), theirs);
  }
  tally.print();
}
