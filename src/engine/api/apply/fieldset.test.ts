import { describe, expect, it } from 'vitest';
import { difference, type FieldSet, intersection, recursiveDifference, setOfPaths, setsEqual, union } from './fieldset.ts';
import { decodeFields, encodeFields, pathsOf } from './fieldsv1.ts';

const A = setOfPaths(['f:a'], ['f:a', 'f:b'], ['f:c', 'f:d']);
const B = setOfPaths(['f:a', 'f:b'], ['f:e']);
const json = (set: FieldSet): string => JSON.stringify(encodeFields(set));

describe('field sets', () => {
  it('are united, subtracted and intersected path by path', () => {
    expect(json(union(A, B))).toBe('{"f:a":{".":{},"f:b":{}},"f:c":{"f:d":{}},"f:e":{}}');
    expect(json(difference(A, B))).toBe('{"f:a":{},"f:c":{"f:d":{}}}');
    expect(json(intersection(A, B))).toBe('{"f:a":{"f:b":{}}}');
    expect(json(recursiveDifference(A, setOfPaths(['f:a'])))).toBe('{"f:c":{"f:d":{}}}');
  });

  it('come back as they are when nothing is taken from them', () => {
    expect(difference(A, setOfPaths(['f:z'], ['f:c']))).toBe(A);
    expect(union(A, undefined)).toBe(A);
    expect(setsEqual(union(A, A), A)).toBe(true);
    expect(setsEqual(A, B)).toBe(false);
  });

  it('are written in the API server\'s order and read back', () => {
    const ports = setOfPaths(['f:p', 'k:{"port":8080}'], ['f:p', 'k:{"port":80}'], ['f:p', 'f:x'], ['f:p', 'v:"b"'], ['f:p', 'v:2'], ['f:p', 'i:10'], ['f:p', 'i:9']);
    const text = '{"f:p":{"f:x":{},"k:{\\"port\\":80}":{},"k:{\\"port\\":8080}":{},"v:2":{},"v:\\"b\\"":{},"i:9":{},"i:10":{}}}';
    expect(json(ports)).toBe(text);
    expect(json(decodeFields(JSON.parse(text))!)).toBe(text);
    expect(decodeFields({ 'k:nonsense': {} })).toBeUndefined();
    expect(decodeFields({ plain: {} })).toBeUndefined();
  });

  it('print their paths with a level\'s own members before what lies below', () => {
    const set = setOfPaths(['f:spec', 'f:containers', 'k:{"name":"a","port":1}', 'f:image'], ['f:type'], ['f:data', 'f:key'], ['f:finalizers', 'v:"x"']);
    expect(pathsOf(set)).toEqual(['.type', '.data.key', '.finalizers[="x"]', '.spec.containers[name="a",port=1].image']);
  });
});
