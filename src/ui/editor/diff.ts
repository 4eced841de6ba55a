/** What apply would change: each document as it is now and as a server-side dry run says it would be. */
import { dump } from 'js-yaml';
import type { AnyObject } from '../../engine/api/types.ts';
import { ApiError, call } from '../state/api.ts';
import { APPLY, MANAGER } from './apply.ts';
import { splitDocuments } from './fieldLine.ts';
import { readManifests, refusal, unreadable, type Finding, type Manifest } from './manifest.ts';

export interface Difference {
  readonly before: string;
  readonly after: string;
  /** `deployment.apps/web would be created`, one a document. */
  readonly summary: readonly { readonly text: string; readonly did: 'created' | 'configured' | 'unchanged' }[];
  readonly findings: readonly Finding[];
}

export async function differences(text: string): Promise<Difference> {
  const before: string[] = [], after: string[] = [], summary: Difference['summary'][number][] = [], findings: Finding[] = [];
  for (const document of splitDocuments(text)) {
    try {
      for (const manifest of await readManifests(document)) {
        try {
          const [old, next] = await dryRun(manifest);
          const did = !old ? 'created' : yaml(old) === yaml(next) ? 'unchanged' : 'configured';
          summary.push({ text: did === 'unchanged' ? `${manifest.resource} unchanged` : `${manifest.resource} would be ${did}`, did });
          if (did !== 'unchanged') { before.push(old ? yaml(old) : `# ${manifest.resource} is not there yet\n`); after.push(yaml(next)); }
        } catch (error) { findings.push(...refusal(error, manifest)); }
      }
    } catch (error) { findings.push(unreadable(error, document)); }
  }
  return { before: before.join('---\n'), after: after.join('---\n'), summary, findings };
}

async function dryRun(m: Manifest): Promise<[AnyObject | undefined, AnyObject]> {
  if (!m.ref.name) return [undefined, await call('POST', `${m.collection}?dryRun=All&fieldManager=${MANAGER}&fieldValidation=Strict`, m.body)];
  const old = await call('GET', m.path).catch((error: unknown) => { if (error instanceof ApiError && error.code === 404) return undefined; throw error; });
  return [old, await call('PATCH', `${m.path}?dryRun=All&fieldManager=${MANAGER}&force=true&fieldValidation=Strict`, m.body, APPLY)];
}

/** Without what changes by itself and says nothing: managed fields, status, the version. */
function yaml(object: AnyObject): string {
  const { metadata, status: _status, ...rest } = object as AnyObject & { status?: unknown };
  const { managedFields: _m, resourceVersion: _r, generation: _g, uid: _u, creationTimestamp: _c, ...meta } = metadata;
  return dump({ ...rest, metadata: meta }, { lineWidth: -1, noRefs: true, sortKeys: (a: string, b: string) => rank(a) - rank(b) || (a < b ? -1 : 1) });
}
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'];
const rank = (key: string): number => { const at = FIRST.indexOf(key); return at < 0 ? FIRST.length : at; };
