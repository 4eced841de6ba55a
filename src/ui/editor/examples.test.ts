import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../engine/cluster/cluster.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { authenticator } from '../../rest/authenticate.ts';
import { createRestHandler } from '../../rest/handler.ts';
import { CATALOGUE } from '../../engine/api/kinds/catalogue.ts';
import { EXAMPLES } from './examples.ts';
import { splitDocuments } from './fieldLine.ts';

describe('the example gallery', () => {
  it('has a name for each', () => expect(new Set(EXAMPLES.map((e) => e.file)).size).toBe(EXAMPLES.length));

  const good = EXAMPLES.filter((e) => e.file !== 'mistakes.yaml');
  it.each(good.map((e) => [e.file, e.text] as const))('%s is taken by the API server as it is', async (_file, text) => {
    const cluster = new Cluster({ seed: 1, nodes: 3 });
    cluster.run(10_000);
    const handle = createRestHandler({ api: cluster.outside, registry: cluster.server.registry, now: () => cluster.now, setTimer: () => () => undefined, authenticate: authenticator() });
    for (const document of splitDocuments(text)) {
      const object = load(document.text) as AnyObject & { kind: string; apiVersion: string };
      const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
      const resource = CATALOGUE.find((r) => r.kind === object.kind && r.group === group)!;
      const base = group ? `/apis/${group}/${version}` : `/api/${version}`;
      const inside = resource.namespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
      const response = await handle(new Request(`http://x${base}${inside}/${resource.resource}?fieldValidation=Strict`, { method: 'POST', body: JSON.stringify(object), headers: { 'content-type': 'application/json' } }));
      expect(`${response.status} ${response.status === 201 ? '' : await response.text()}`).toBe('201 ');
    }
  });
});
