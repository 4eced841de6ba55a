import { describe, expect, test } from 'vitest';
import { evaluate, parseTemplate, relaxed } from './jsonpath.ts';

const POD = {
  kind: 'Pod', metadata: { name: 'web', labels: { app: 'web', 'a.b': 'c' } }, ready: true,
  items: [{ name: 'one', size: 1 }, { name: 'two', size: 2, tags: ['x'] }, { name: 'three' }],
};
const run = (source: string, allowMissing = true): string => evaluate(parseTemplate(source), POD, allowMissing).map((group) => group.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(' ')).join('');

describe('as client-go evaluates', () => {
  test.each([
    ['{.metadata.name}', 'web'], ['{$.metadata.name}', 'web'], ['{@.kind}', 'Pod'], ['{.}', ''], ["{.metadata.labels['a\\.b']}", 'c'], ["{['metadata']['name']}", 'web'],
    ['a {.kind} {"\\t"}{1}{2.5}{true}', 'a Pod \t12.5true'], ['{.items[*].name}', 'one two three'], ['{.items[-1].name}', 'three'], ['{.items[].name}', 'one'], ['{.items[0:2].name}', 'one two'],
    ['{.items[::2].name}', 'one three'], ['{.items[0,2].name}', 'one three'], ["{.metadata['name','labels.app']}", 'web web'], ['{.items[1:1].name}', ''], ['{.items[?(@.size)].name}', 'one two'],
    ['{.items[?(@.size>1)].name}', 'two'], ['{.items[?(@.name!="one")].name}', 'two three'], ['{range .items[*]}[{.name}]{end}!', '[one][two][three]!'], ['{range .nope[*]}x{end}y', 'y'],
    ['{range .items[*]}{.name}', 'onetwothree'], ['{range .items[*]}{range .tags[*]}{@}{end};{end}', ';x;;'], ['{..tags}', '["x"]'], ['{.metadata.labels.*}', 'c web'], ['{.metadata.name.nope}', ''],
  ])('%s', (source, expected) => expect(run(source)).toBe(expected));
});

describe('what it refuses, in its words', () => {
  test.each([
    ['{', 'unclosed action'], ['{.kind', 'unclosed action'], ['{.items[}', 'unterminated array'], ['{.items[a]}', 'invalid array index a'], ['{.metadata["name"]}', 'invalid array index "name"'],
    ['{.items[9]}', 'array index out of bounds: index 9, length 3'], ['{.items[0:9]}', 'array index out of bounds: index 8, length 3'], ['{.items[2:1]}', 'starting index 2 is greater than ending index 1'],
    ['{.items[0:2:-1]}', 'step must be > 0'], ['{.metadata[0]}', 'map[string]interface {} is not array or slice'], ['{.kind[0]}', 'string is not array or slice'], ['{kind}', 'unrecognized identifier kind'],
    ['{end}', 'not in range, nothing to end'], ['{.items[?(@.size<1.5)]}', 'incompatible types for comparison'], ['{.items[?(]}', 'unterminated filter'], ['{.a..b..}', ''], ['{....a}', 'invalid multiple recursive descent'],
    ['{.items[?(@.name=="a" && @.b)]}', "unrecognized character in action: U+0026 '&'"], ['{.items[?(@.name==)]}', "unrecognized character in action: U+003D '='"], ["{'a}", 'unterminated quoted string'],
  ])('%s', (source, expected) => {
    let said = '';
    try { run(source); } catch (error) { said = (error as Error).message; }
    expect(said).toBe(expected);
  });
  test('a missing key, where that is not allowed', () => expect(() => run('{.nope.more}', false)).toThrow('nope is not found'));
  test('paths of columns may leave the braces', () => {
    expect(['a.b', '.a.b', '{a.b}', '{.a.b}'].map(relaxed)).toEqual(Array(4).fill('{.a.b}'));
    expect(() => relaxed('{.a')).toThrow('unexpected path string');
  });
});
