import { expect, test } from 'vitest';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../api/resource.ts';
import { withExpressionChecks } from './definition-checks.ts';
import { celEnvironment } from './environment.ts';
import { compile, isCompileError } from './expression.ts';
import { dynValue } from './values.ts';

const run = (source: string, self: unknown = {}): unknown => {
  const compiled = compile(celEnvironment({ self: 'dyn' }), source);
  if (isCompileError(compiled)) return compiled.error;
  try { return compiled.run({ self: dynValue(self) }); } catch (error) { return (error as Error).message; }
};

test.each([
  ['self.a + 1 == 3', { a: 2 }, true],
  ['self.tags.all(t, t.startsWith("x"))', { tags: ['xa', 'xb'] }, true],
  ['self.map.all(k, self.map[k] > 0)', { map: { a: 1 } }, true],
  ['has(self.b) ? self.b : "none"', {}, 'none'],
  ['self.?b.orValue("none")', {}, 'none'],
  ['"hello %s, %d of %.2f".format(["you", 3, 2.5])', {}, 'hello you, 3 of 2.50'],
  ['"a-b-c".replace("-", "_")', {}, 'a_b_c'],
  ['"abc 123".find("[0-9]+")', {}, '123'],
  ['[3, 1, 2].sum() == 6 && [1, 2].isSorted() && [3, 1].min() == 1', {}, true],
  ['self.list.indexOf("b") == 1', { list: ['a', 'b'] }, true],
  ['self.list.sum() == 6', { list: [1, 2, 3] }, true],
  ['sets.contains(self.list, ["a"])', { list: ['a', 'b'] }, true],
  ['quantity("1Gi").isGreaterThan(quantity("500Mi")) && quantity("1.5").add(quantity("500m")).asInteger() == 2', {}, true],
  ['url("https://example.com:80/a?b=1").getHost()', {}, 'example.com:80'],
  ['isURL("nonsense")', {}, false],
  ['ip("10.0.0.1").family() == 4 && cidr("10.0.0.0/8").containsIP("10.2.3.4") && !isIP("300.1.1.1")', {}, true],
  ['cidr("10.0.0.0/8").containsIP(ip("11.0.0.1"))', {}, false],
  ['ip.isCanonical("::ffff:0:0")', {}, true],
  ['string(ip("2001:db8:0:0:0:0:0:1"))', {}, '2001:db8::1'],
  ['semver("1.10.0").isGreaterThan(semver("1.9.0-rc.1"))', {}, true],
  ['format.dns1123Label().validate("Bad").hasValue()', {}, true],
  ['duration("90s") == duration("1m30s") && string(duration("90s")) == "90s"', {}, true],
  ['timestamp("2020-01-01T00:00:00Z") < timestamp("2020-01-02T00:00:00Z")', {}, true],
  ['self.map.all(k, v, v > 0 && k != "z") && self.list.exists(i, v, i == 1 && v == "b")', { map: { a: 1 }, list: ['a', 'b'] }, true],
  ['self.map.transformList(k, v, k + string(v))', { map: { a: 1 } }, ['a1']],
  ['self.?a.optMap(x, x + 1).orValue(0)', { a: 2 }, 3n],
  ['9223372036854775807 + self.a', { a: 1 }, 'integer overflow'],
  ['1 / self.a', { a: 0 }, 'division by zero'],
  ['self.gone', {}, 'no such key: gone'],
  ['self.list[4]', { list: [1] }, 'index out of bounds: 4'],
  ['self.a + "x"', { a: 1 }, 'no such overload'],
  ['quantity("x")', {}, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ['other > 1', {}, "ERROR: <input>:1:1: undeclared reference to 'other' (in container '')\n | other > 1\n | ^"],
])('%s', (source, self, expected) => {
  expect(run(source, self)).toEqual(expected);
});

const RULE = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } }, 'x-kubernetes-validations': [{ rule: 'self.sice > 1' }, { rule: 'self.size' }, { rule: 'self.size + other > 1' }] } } };

test('expressions are compiled when a definition is written', () => {
  const kind = withExpressionChecks({ resource: CUSTOM_RESOURCE_DEFINITIONS, singular: 'customresourcedefinition' });
  const definition = { metadata: {}, spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema: RULE } }] } };
  const path = 'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations';
  const errors = kind.validate!(definition as never);
  expect(errors.map(({ field }) => field)).toEqual([0, 1, 2].map((i) => `${path}[${i}].rule`));
  expect(errors[1]!.message).toMatch(/cel expression must evaluate to a bool$/);
  expect(errors[0]!.message).toMatch(/compilation failed: ERROR: <input>:1:5: undefined field 'sice'\n \| self\.sice > 1\n \| \.\.\.\.\^$/);
  expect(errors[2]!.message).toMatch(/undeclared reference to 'other' \(in container ''\)/);
});
