import { describe, expect, it } from 'vitest';
import { duplicatesOf, parseJson } from './parse-json.ts';

describe('keys given twice', () => {
  it.each([
    ['{"a":1,"a":2}', [['.a']]],
    ['{ "a" : [ 1 , { "b" : "}" , "b" : null } , "x\\"]" ] , "c" : -1.5e3 , "c" : true }', [['.a', '[1]', '.b'], ['.c']]],
    ['{"a":{"\\u0061":1,"a":2,"\\\\":1,"\\\\":2}}', [['.a', '.a'], ['.a', '.\\']]],
    [`{${Array.from({ length: 20 }, (_, i) => `"k${i}":{}`).join(',')},"k3":[],"k19":[[]]}`, [['.k3'], ['.k19']]],
    ['[[],[{}],{"a":"","b":{},"b":[]}]', [['[2]', '.b']]],
    ['{"a":{"b":1},"b":{"a":1}}', []],
  ])('%s', (text, found) => {
    const value = parseJson(text);
    expect(value).toEqual(JSON.parse(text));
    expect(duplicatesOf(value)).toEqual(found);
  });
});
