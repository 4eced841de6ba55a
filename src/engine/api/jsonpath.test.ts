import { describe, expect, it } from 'vitest';
import { compileJsonPath, jsonPathText } from './jsonpath.ts';

const DATA = {
  kind: 'List',
  items: [
    { metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'x' } }, n: 1 },
    { metadata: { name: 'b' }, n: 2 },
    { metadata: { name: 'c' }, n: 3 },
  ],
};

const find = (path: string): unknown[] => compileJsonPath(path)(DATA);

describe('compileJsonPath', () => {
  it.each([
    ['.kind', ['List']], ['$.kind', ['List']], ["['kind']", ['List']],
    ['.items[0].metadata.name', ['a']], ['.items[-1].n', [3]], ['.items[*].n', [1, 2, 3]], ['.items[0:2].n', [1, 2]], ['.items[1:].n', [2, 3]], ['.items[::2].n', [1, 3]],
    ['.items[0,2].n', [1, 3]], ["['kind','none']", ['List']], ['..name', ['a', 'b', 'c']],
    ['.items[0].metadata.labels.app\\.kubernetes\\.io/name', ['x']],
    ['.items[?(@.n>=2)].metadata.name', ['b', 'c']], ['.items[?(@.metadata.name=="b")].n', [2]], [".items[?(@.metadata.name!='b')].n", [1, 3]], ['.items[?(@.metadata.labels)].n', [1]],
    ['.nothing.here', []], ['.items[9].n', []],
  ])('%s', (path, expected) => expect(find(path)).toEqual(expected));

  it.each(['.items[', '.items[?(@.n==1', '.items[x]', 'kind'])('%s is refused', (path) => expect(() => compileJsonPath(path)).toThrow());

  it('prints text bare and the rest as JSON', () => {
    expect([jsonPathText('a'), jsonPathText(1), jsonPathText(true), jsonPathText({ a: [1] }), jsonPathText(null)]).toEqual(['a', '1', 'true', '{"a":[1]}', '']);
  });
});
