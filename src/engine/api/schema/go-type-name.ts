/** Go's names of types, as a decoding error shows them: `int32`, `v1.LabelSelector`, `map[string]string`. */
import type { FieldSchema, ValueSchema } from './schema.ts';

const NAMES: Readonly<Record<string, string>> = {
  string: 'string', integer: 'int', number: 'float64', boolean: 'bool', quantity: 'resource.Quantity', intOrString: 'intstr.IntOrString', time: 'v1.Time', microTime: 'v1.MicroTime', any: 'interface {}',
};

/** `io.k8s.api.core.v1.PodSpec` is `v1.PodSpec`. */
const lastTwo = (name: string): string => name.split('.').slice(-2).join('.');

function derived(type: ValueSchema): string {
  switch (type.type) {
    case 'ref': return lastTwo(type.ref.name);
    case 'list': return `[]${derived(type.items)}`;
    case 'map': return `map[string]${derived(type.values)}`;
    case 'any': return type.name ? lastTwo(type.name) : 'interface {}';
  }
  if ('format' in type && type.format !== undefined) return type.format === 'byte' ? '[]uint8' : type.format === 'double' ? 'float64' : type.format;
  return NAMES[type.type]!;
}

export const fieldTypeName = (field: FieldSchema): string => field.goType ?? derived(field.type);

/** Of the elements of a field's list, or the values of its map. */
export function elementTypeName(field: FieldSchema): string {
  if (field.goElement) return field.goElement;
  const { type } = field;
  if (field.goType && (type.type === 'list' || type.type === 'map')) {
    const inner = /^(?:\[\]|map\[[^\]]*\])(.+)$/.exec(field.goType);
    if (inner) return inner[1]!;
  }
  if (type.type === 'list') return derived(type.items);
  if (type.type === 'map') return derived(type.values);
  return fieldTypeName(field);
}
