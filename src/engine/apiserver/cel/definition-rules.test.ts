import { describe, expect, test } from 'vitest';
import { KINDS } from '../../api/kinds/index.ts';
import { withExpressionChecks } from './definition-checks.ts';

const kind = withExpressionChecks(KINDS.find(({ resource }) => resource.resource === 'customresourcedefinitions')!);

/** Errors of a definition whose `spec` has this schema, without the common start of their paths. */
function errorsOf(spec: object, version: object = {}): string[] {
  const definition = {
    metadata: { name: 'foos.x.io' },
    spec: {
      group: 'x.io', scope: 'Namespaced', names: { plural: 'foos', singular: 'foo', kind: 'Foo', listKind: 'FooList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', ...spec } } } }, ...version }],
    },
    status: { storedVersions: ['v1'] },
  };
  return kind.validate!(definition as never).map(({ field, message }) => `${field.replace('spec.validation.openAPIV3Schema', '').replace('.properties[spec].', '')}: ${message}`);
}
const rules = (...list: object[]): object => ({ 'x-kubernetes-validations': list });
const x = { x: { type: 'integer' } };

describe('rules of a definition', () => {
  test('what is fine', () => {
    expect(errorsOf({ properties: x, ...rules({ rule: 'self.x > 1', message: 'too small', reason: 'FieldValueForbidden', fieldPath: '.x' }) })).toEqual([]);
    expect(errorsOf({ properties: { l: { type: 'array', maxItems: 64, items: { type: 'string', maxLength: 253 } } }, ...rules({ rule: 'self.l.all(a, self.l.exists_one(b, a == b))' }) })).toEqual([]);
    expect(errorsOf({ properties: { l: { type: 'array', items: { type: 'string' } } }, ...rules({ rule: 'size(self.l) < 5' }) })).toEqual([]);
  });

  test('texts, reason and path', () => {
    expect(errorsOf({ properties: x, ...rules({ rule: 'self.x\n> 1' }, { rule: 'self.x > 1', message: 'a\nb', reason: 'No', fieldPath: '.y' }, { rule: 'self.x' }, { rule: 'self.x > 1', optionalOldSelf: true }) })).toEqual([
      'x-kubernetes-validations[0].message: Required value: message must be specified if rule contains line breaks',
      'x-kubernetes-validations[1].message: Invalid value: "a\\nb": message must not contain line breaks',
      'x-kubernetes-validations[1].reason: Unsupported value: "No": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
      'x-kubernetes-validations[1].fieldPath: Invalid value: ".y": fieldPath must be a valid path: does not refer to a valid field',
      expect.stringMatching(/^x-kubernetes-validations\[2\]\.rule: Invalid value: .*: cel expression must evaluate to a bool$/),
      'x-kubernetes-validations[3].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule',
    ]);
  });

  test('what may cost too much', () => {
    const over = errorsOf({ properties: { l: { type: 'array', items: { type: 'string' } } }, ...rules({ rule: "self.l.all(a, a.contains('x'))" }) });
    expect(over[0]).toBe('x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)');
    expect(over.slice(1).map((text) => text.split(': Forbidden')[0])).toEqual(['x-kubernetes-validations[0].rule', '']);
  });

  test('the past of items that nothing tells apart', () => {
    const items = { type: 'object', required: ['k'], properties: { k: { type: 'string', maxLength: 9 } }, ...rules({ rule: 'self.k == oldSelf.k' }) };
    expect(errorsOf({ properties: { l: { type: 'array', maxItems: 9, items } } })[0]).toMatch(/oldSelf cannot be used on the uncorrelatable portion of the schema within spec\.validation\.openAPIV3Schema\.properties\[spec\]\.properties\[l\]$/);
    expect(errorsOf({ properties: { l: { type: 'array', maxItems: 9, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items } } })).toEqual([]);
  });
});

test('defaults are values that the schema takes, and nothing more', () => {
  expect(errorsOf({ properties: { a: { type: 'integer', default: 'x' }, b: { type: 'object', default: { q: 1 }, properties: { z: { type: 'string' } } } } })).toEqual([
    'properties[a].default: Invalid value: "string": spec.validation.openAPIV3Schema.properties[spec].properties[a].default in body must be of type integer: "string"',
    'properties[b].default: Invalid value: {"q":1}: must be pruned',
  ]);
});

test('selectable fields', () => {
  const fields = (...paths: string[]): string[] => errorsOf({ properties: { color: { type: 'string' }, box: { type: 'object' } } }, { selectableFields: paths.map((jsonPath) => ({ jsonPath })) });
  expect(fields('.spec.color')).toEqual([]);
  expect(fields('.spec.box', '.spec.nope', '.spec.color', '.spec.color')).toEqual([
    'spec.selectableFields[0].jsonPath: Invalid value: ".spec.box": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
    'spec.selectableFields[1].jsonPath: Invalid value: ".spec.nope": is an invalid path: does not refer to a valid field',
    'spec.selectableFields[3].jsonPath: Duplicate value: ".spec.color"',
  ]);
});

test('patterns that Go does not take', () => {
  expect(errorsOf({ properties: { a: { type: 'string', pattern: '^(?=a)' } } })).toEqual(["properties[a].pattern: Invalid value: \"^(?=a)\": must be a valid regular expression, but isn't: error parsing regexp: invalid or unsupported Perl syntax: `(?=`"]);
});
