/** The recorded requests: each `kubectl describe` of the newest kubectl against exactly what it was answered, events and all. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AnyObject, Event } from '../../../engine/api/types.ts';
import { parseTime } from '../../../engine/kernel/time.ts';
import { protobufDecoder, type MessageTable } from '../../../rest/protobuf/decode.ts';
import messages from '../../../rest/protobuf/messages.gen.json' with { type: 'json' };
import { KnownObjects } from './known-objects.ts';
import { Tally } from './tally.ts';

interface Exchange { readonly url: string; readonly status: number; readonly responseBody: unknown }
interface Recorded { readonly cmd: string; readonly stdout: string; readonly rc: number; readonly http: readonly Exchange[] }

const decode = protobufDecoder(messages as unknown as MessageTable);
const WINDOW_SECONDS = 600;

export function compareRequests(folder: string, verbose: boolean): void {
  const tally = new Tally(verbose, 'http');
  for (const file of readdirSync(folder).filter((name) => name.startsWith('kubectl-1.36')).sort()) {
    for (const line of gunzipSync(readFileSync(join(folder, file))).toString().trim().split('\n')) {
      const record = JSON.parse(line) as Recorded;
      if (!/^kubectl describe /.test(record.cmd) || record.rc !== 0) continue;
      const known = new KnownObjects();
      const events: Event[] = [];
      for (const { url, status, responseBody } of record.http) {
        if (status !== 200) continue;
        for (const object of objectsOf(responseBody)) {
          if (url.includes('/events?')) events.push(object as unknown as Event);
          else known.put(object);
        }
      }
      const first = objectsOf(record.http.find(({ status, url }) => status === 200 && !/openapi|\/apis?(\?|$)/.test(url))!.responseBody)[0]!;
      const object = known.all().find((o) => o.kind === first.kind && o.metadata.uid === first.metadata.uid)!;
      tally.add(record.cmd, first.kind!, closest(known, object, events, record.stdout), record.stdout);
    }
  }
  tally.print();
}

function objectsOf(body: unknown): AnyObject[] {
  const base64 = (body as { base64?: string } | null)?.base64;
  const value = (base64 ? decode(Buffer.from(base64, 'base64')) : typeof body === 'string' ? JSON.parse(body) : body) as AnyObject & { items?: AnyObject[] };
  const items = value.items ?? (value.kind?.endsWith('List') ? [] : [value]);
  return items.map((item) => ({ ...item, apiVersion: item.apiVersion || value.apiVersion!, kind: item.kind || value.kind!.replace(/List$/, '') }));
}

/** At the instant, by tenths of a second, that makes ours theirs; else at the last instant that anything happened. */
function closest(known: KnownObjects, object: AnyObject, events: readonly Event[], theirs: string): string {
  const about = (o: AnyObject): Event[] => events.filter(({ involvedObject }) => involvedObject.uid === o.metadata.uid);
  const stamps = [object, ...known.all(), ...events].flatMap((o) => [...JSON.stringify(o).matchAll(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g)].map(([, time]) => parseTime(time!)));
  const last = Math.floor(stamps.reduce((a, b) => Math.max(a, b), 0) / 1000) * 1000;
  const lines = new Set(theirs.split('\n'));
  let best = { text: '', score: -1 };
  for (let tenth = 0; tenth < WINDOW_SECONDS * 10; tenth++) {
    const text = known.describe(object, last + tenth * 100, about);
    if (text === theirs) return text;
    const score = text.split('\n').filter((line) => lines.has(line)).length;
    if (score > best.score) best = { text, score };
  }
  return best.text;
}
