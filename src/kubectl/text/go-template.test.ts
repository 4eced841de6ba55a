import { describe, expect, test } from 'vitest';
import { ExecutionError, executeTemplate, parseGoTemplate } from './go-template.ts';

const POD = { kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, grace: 30, items: [{ name: 'one' }, { name: 'two' }], nothing: null };
const run = (source: string, allowMissing = true): string => {
  try {
    return executeTemplate(parseGoTemplate(source), POD, allowMissing);
  } catch (error) {
    return `${error instanceof ExecutionError ? `${error.written}|` : ''}${(error as Error).message}`;
  }
};

describe('as text/template executes', () => {
  test.each([
    ['{{.metadata.name}} {{len .items}} {{.grace}}', 'web 2 30'], ['{{.nope}} {{.nope.more}} {{.nothing}}', '<no value> <no value> <no value>'], ['{{range $i, $p := .items}}{{$i}}{{$p.name}};{{end}}', '0one;1two;'],
    ['{{range .nope}}x{{else}}none{{end}}', 'none'], ['{{with .metadata}}{{.name}}{{end}}{{if and .kind (eq .kind "Pod")}}!{{end}}', 'web!'], ['{{$x := .kind}}{{$x = "b"}}{{$x}}', 'b'],
    ['{{define "t"}}[{{.}}]{{end}}{{template "t" .kind}}{{block "b" .metadata}}{{.name}}{{end}}', '[Pod]web'], ['a {{- /* c */ -}} b{{"c" | printf "%-3s|"}}', 'abc  |'],
    ['{{(index .items 0).name}} {{index .metadata.labels "app"}} {{slice .kind 1}}', 'one web od'], ['{{printf "%q %v %d %T %s" .kind .metadata.labels .grace .items .grace}}', '"Pod" map[app:web] 30 []interface {} %!s(int64=30)'],
    ['{{print 1 2 "a" 3}}{{1.5}} {{0x10}}', '1 2a31.5 16'], ['{{if lt 1 2}}{{if ge 2 2}}{{not false}}{{end}}{{end}}', 'true'], ['{{range .items}}{{break}}{{end}}ok', 'ok'], ['{{exists . "metadata" "name"}} {{exists . "no"}} {{"aGk=" | base64decode}}', 'true false hi'],
  ])('%s', (source, expected) => expect(run(source)).toBe(expected));
});

describe('what it refuses, with the place', () => {
  test.each([
    ['{{', 'template: output:1: unclosed action'], ['{{if}}x{{end}}', 'template: output:1: missing value for if'], ['{{if .a}}x', 'template: output:1: unexpected EOF'], ['{{end}}', 'template: output:1: unexpected {{end}}'],
    ['{{nosuch .}}', 'template: output:1: function "nosuch" not defined'], ['\n{{$y}}', 'template: output:2: undefined variable "$y"'], ['{{break}}', 'template: output:1: {{break}} outside {{range}}'],
    ['{{.metadata.name.x}}', '|template: output:1:11: executing "output" at <.metadata.name.x>: can\'t evaluate field x in type interface {}'],
    ['ab{{index .items 7}}', 'ab|template: output:1:4: executing "output" at <index .items 7>: error calling index: index out of range: 7'],
    ['{{"a" | len}}{{len 3}}', '1|template: output:1:15: executing "output" at <len 3>: error calling len: len of type int'],
    ['x\n{{eq 1 "a"}}', 'x\n|template: output:2:2: executing "output" at <eq 1 "a">: error calling eq: incompatible types for comparison: int and string'],
    ['{{nil}}', '|template: output:1:2: executing "output" at <nil>: nil is not a command'], ['{{template "none"}}', '|template: output:1:11: executing "output" at <{{template "none"}}>: template "none" not defined'],
    ['{{.nope | base64decode}}', '|template: output:1:10: executing "output" at <base64decode>: invalid value; expected string'], ['{{.nothing.x}}', '|template: output:1:10: executing "output" at <.nothing.x>: nil pointer evaluating interface {}.x'],
    ['{{call .metadata}}', '|template: output:1:2: executing "output" at <call .metadata>: error calling call: non-function .metadata of type map[string]interface {}'],
  ])('%s', (source, expected) => expect(run(source)).toBe(expected));
  test('a missing key, where that is not allowed', () => expect(run('{{.metadata.nope}}', false)).toBe('|template: output:1:11: executing "output" at <.metadata.nope>: map has no entry for key "nope"'));
});
