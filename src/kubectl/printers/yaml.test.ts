import { expect, test } from 'vitest';
import { toYaml } from './yaml.ts';

test('texts are quoted and folded as go-yaml does', () => {
  const word = 'word '.repeat(20).trim();
  expect(toYaml({ a: 'yes', b: '0o7', c: 'a: b', d: '', e: '- x', f: 'x\ny', g: ' x\n', h: 'a\tb', i: '*x', j: '1:20', y: 'y', k: word })).toBe(`a: "yes"
b: "0o7"
c: 'a: b'
d: ""
e: '- x'
f: |-
  x
  y
g: |2
   x
h: "a\\tb"
i: '*x'
j: "1:20"
k: word word word word word word word word word word word word word word word word
  word word word word
"y": "y"
`);
});

test('lists are not indented, keys are sorted with numbers by value', () => {
  expect(toYaml({ b: [{ z: 1, a: [] }, [1, 2]], a10: {}, a2: null })).toBe('a2: null\na10: {}\nb:\n- a: []\n  z: 1\n- - 1\n  - 2\n');
});
