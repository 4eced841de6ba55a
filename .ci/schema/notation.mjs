/** The notation of schema.gen.json: short type names, and the OpenAPI property that a field record stands for. */
const PREFIXES = [
  ['io.k8s.api.', ''],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.', 'meta.'],
  ['io.k8s.apimachinery.pkg.', '+'],
  ['io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.', 'crd.'],
  ['io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.', 'agg.'],
  ['io.k8s.', '='],
];

export function shortName(name) {
  for (const [long, short] of PREFIXES) if (name.startsWith(long)) return short + name.slice(long.length);
  return name;
}

export function longName(short) {
  for (const [long, prefix] of PREFIXES.slice(1)) if (short.startsWith(prefix)) return long + short.slice(prefix.length);
  return PREFIXES[0][0] + short;
}

const SPECIAL = {
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  time: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
  microTime: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
};

const ZERO = { string: '', int: 0, int32: 0, int64: 0, double: 0, bool: false };
const refName = (type) => (type.startsWith('&') ? longName(type.slice(1)) : SPECIAL[type]);

/** What kube-openapi gives as default of a value that Go always has: `{}` of structs, '' of strings. */
function zeroOf(type, always) {
  if (refName(type)) return {};
  return always ? ZERO[type] : undefined;
}

function value(type, enumeration, zero) {
  const ref = refName(type);
  const pointer = ref && { $ref: `#/components/schemas/${ref}` };
  if (type.startsWith('[]')) return { type: 'array', items: element(type.slice(2), enumeration) };
  if (type.startsWith('{}')) return { type: 'object', additionalProperties: element(type.slice(2), enumeration) };
  const shape = zero === undefined ? {} : { default: zero };
  if (ref) return zero === undefined && !enumeration ? pointer : { ...shape, allOf: [pointer] };
  if (type === 'any') return { ...shape, type: 'object' };
  const format = { int32: 'int32', int64: 'int64', double: 'double', bytes: 'byte' }[type];
  const scalar = { int: 'integer', int32: 'integer', int64: 'integer', double: 'number', bool: 'boolean', string: 'string', bytes: 'string' }[type];
  return { ...shape, type: scalar, ...(format ? { format } : {}), ...(enumeration ? { enum: enumeration } : {}) };
}

const element = (type, enumeration) => value(type, enumeration, undefined);

/** The OpenAPI v3 schema of a property, without its description; `described` tells whether it has one. */
export function property(field, described = true) {
  const { t: type } = field;
  const compound = type.startsWith('[]') || type.startsWith('{}');
  let zero = compound || field.p ? undefined : zeroOf(type, Boolean(field.z));
  if ('d' in field) zero = field.d ?? undefined;
  let shape = value(type, compound ? field.ei : field.e, zero);
  if (compound && zero !== undefined) shape = { ...shape, default: zero };
  if (shape.$ref && described) shape = { allOf: [shape] };
  for (const [short, long] of [['lt', 'x-kubernetes-list-type'], ['lk', 'x-kubernetes-list-map-keys'], ['mt', 'x-kubernetes-map-type'], ['ps', 'x-kubernetes-patch-strategy'], ['pk', 'x-kubernetes-patch-merge-key']]) {
    if (field[short] !== undefined) shape = { ...shape, [long]: field[short] };
  }
  return shape;
}
