import { describe, expect, it } from 'vitest';
import type { RestReply, RestRequest } from '../exchange.ts';
import { exposition } from './exposition.ts';
import { answerMetrics, answerSlis } from './metrics.ts';
import { RequestCounts } from './request-counts.ts';

const POD = { group: '', version: 'v1', resource: 'pods', namespace: 'default', watch: false };
const ask = (method: string, contentType?: string): RestRequest => ({ method, path: '', query: '', header: (name) => (name === 'content-type' ? contentType : undefined), body: '' });
const reply = (status: number, body: RestReply['body'] = ''): RestReply => ({ status, headers: {}, body });
const text = (counts: RequestCounts): string => answerMetrics({ registry: { all: () => [], onChange: () => undefined }, counts, startedAt: 1_767_225_600 }).body as string;

describe('exposition', () => {
  it('writes families by name, series by labels, numbers as Go does, and no family without series', () => {
    expect(exposition([
      { name: 'b', help: 'B.', type: 'gauge', series: [[{}, 1_767_225_600], [{ a: 'x"\\\n' }, 0.5]] }, { name: 'a', help: 'A.', type: 'counter', series: [[{ l: '2' }, 999_999], [{ l: '1' }, 1_000_000]] },
      { name: 'c', help: 'C.', type: 'gauge', series: [] },
    ])).toBe('# HELP a A.\n# TYPE a counter\na{l="1"} 1e+06\na{l="2"} 999999\n# HELP b B.\n# TYPE b gauge\nb 1.7672256e+09\nb{a="x\\"\\\\\\n"} 0.5\n');
  });
});

it('counts requests by what they are for and how they were answered', () => {
  const counts = new RequestCounts(), none = new URLSearchParams(), named = { ...POD, name: 'p' };
  for (const status of [200, 200, 404]) counts.count(named, ask('GET'), none, reply(status));
  counts.count(POD, ask('GET'), none, reply(200));
  counts.count(POD, ask('POST'), new URLSearchParams('dryRun=All'), reply(201));
  counts.count(POD, ask('DELETE'), none, reply(200));
  counts.count(named, ask('PATCH', 'application/apply-patch+yaml'), none, reply(200));
  counts.count({ ...named, subresource: 'exec' }, ask('GET'), none, reply(400));
  counts.countPath('/readyz', 'GET', 200);
  const told = text(counts).split('\n').filter((line) => line.startsWith('apiserver_request_total'));
  const line = (labels: string, count: number): string => `apiserver_request_total{${labels}} ${count}`;
  expect(told).toEqual([
    line('code="200",component="apiserver",dry_run="",group="",resource="",scope="",subresource="/readyz",verb="GET",version=""', 1),
    line('code="200",component="apiserver",dry_run="",group="",resource="pods",scope="namespace",subresource="",verb="DELETECOLLECTION",version="v1"', 1),
    line('code="200",component="apiserver",dry_run="",group="",resource="pods",scope="namespace",subresource="",verb="LIST",version="v1"', 1),
    line('code="200",component="apiserver",dry_run="",group="",resource="pods",scope="resource",subresource="",verb="APPLY",version="v1"', 1),
    line('code="200",component="apiserver",dry_run="",group="",resource="pods",scope="resource",subresource="",verb="GET",version="v1"', 2),
    line('code="201",component="apiserver",dry_run="All",group="",resource="pods",scope="resource",subresource="",verb="POST",version="v1"', 1),
    line('code="400",component="apiserver",dry_run="",group="",resource="pods",scope="resource",subresource="exec",verb="CONNECT",version="v1"', 1),
    line('code="404",component="apiserver",dry_run="",group="",resource="pods",scope="resource",subresource="",verb="GET",version="v1"', 1),
  ]);
});

it('tells of a watch while it is under way', () => {
  const counts = new RequestCounts();
  let stopped = 0;
  const { body } = counts.count(POD, ask('GET'), new URLSearchParams('watch=true'), reply(200, { start: () => () => { stopped++; } }));
  const open = (): string | undefined => /^apiserver_longrunning_requests.*verb="WATCH".* (\d)$/m.exec(text(counts))?.[1];
  expect(open()).toBeUndefined();
  const stop = (body as Exclude<RestReply['body'], string | Uint8Array>).start({ write: () => undefined, end: () => undefined });
  expect(open()).toBe('1');
  stop();
  expect([open(), stopped]).toEqual(['0', 1]);
});

it('tells health checks as metrics', () => {
  expect(answerSlis(new Map([['etcd', 'quorum is lost']])).body).toMatch(/^kubernetes_healthcheck\{name="etcd",type="livez"\} 0\n[^]*^kubernetes_healthcheck\{name="ping",type="readyz"\} 1$/m);
});
