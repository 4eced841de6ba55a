import { describe, expect, it } from 'vitest';
import { isPretty, LIST_TRANSFORMS, negotiate } from './negotiate.ts';

describe('negotiate', () => {
  const kubectl = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
  it.each([
    [undefined, { type: 'application/json' }],
    ['application/json, */*', { type: 'application/json' }],
    ['application/yaml', { type: 'application/yaml' }],
    ['application/vnd.kubernetes.protobuf,application/json', { type: 'application/json' }],
    ['application/yaml;q=0.5, application/json;q=0.9', { type: 'application/json' }],
    [kubectl, { type: 'application/json', as: 'Table' }],
    ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', { type: 'application/json', as: 'PartialObjectMetadataList' }],
  ])('%s', (accept, expected) => expect(negotiate(accept, LIST_TRANSFORMS)).toEqual(expected));

  it('takes the next clause when a transformation is not for this request', () => {
    expect(negotiate('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json', LIST_TRANSFORMS)).toEqual({ type: 'application/json' });
  });

  it.each(['text/html', 'application/xml', 'application/json;as=Nothing;g=meta.k8s.io;v=v1'])('%s is not acceptable', (accept) => {
    expect(() => negotiate(accept, LIST_TRANSFORMS)).toThrow('only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf');
  });

  it('indents for people', () => {
    const json = { type: 'application/json' };
    const query = (text: string): URLSearchParams => new URLSearchParams(text);
    expect([isPretty(json, query(''), 'kubectl/v1.36.2'), isPretty(json, query(''), 'curl/8.0'), isPretty(json, query('pretty=true'), undefined), isPretty(json, query('pretty=false'), 'curl/8')]).toEqual([false, true, true, false]);
  });
});
