/** Requests and limits (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/). */
import type { Container, PodSpec } from '../../types.ts';
import { compareQuantities, parseQuantity } from '../../quantity.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { isDNS1123Label } from '../../validation/names.ts';
import { isHugePages, isOvercommitAllowed, validateContainerResourceName, validateResourceQuantity } from '../../validation/resource-names.ts';

export type Resources = NonNullable<Container['resources']>;
type NameCheck = (name: string, field: string) => FieldError[];

const sorted = (list: Record<string, string> | undefined): [string, string][] => Object.entries(list ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

const POD_RESOURCES = ['cpu', 'hugepages-', 'memory'];

function validatePodResourceName(name: string, field: string): FieldError[] {
  return name === 'cpu' || name === 'memory' || isHugePages(name) ? [] : [notSupported(field, name, POD_RESOURCES)];
}

export function validateResources(resources: Resources, claims: ReadonlySet<string>, path: string, checkName: NameCheck = validateContainerResourceName): FieldError[] {
  const errors: FieldError[] = [];
  let hugePages = false, cpuOrMemory = false;
  const { limits = {} } = resources;
  for (const list of ['limits', 'requests'] as const) {
    for (const [name, value] of sorted(resources[list])) {
      const at = `${path}.${list}[${name}]`;
      errors.push(...checkName(name, at), ...validateResourceQuantity(name, value, at));
      if (list === 'requests') errors.push(...validateAgainstLimit(name, value, limits[name], path));
      if (isHugePages(name)) {
        hugePages = true;
        if (!isWholePages(name, value)) errors.push(invalid(at, value, `${value} is not positive integer multiple of ${name}`));
      }
      if (name === 'cpu' || name === 'memory') cpuOrMemory = true;
    }
  }
  if (hugePages && !cpuOrMemory) errors.push(forbiddenField(path, 'HugePages require cpu or memory'));
  return [...errors, ...validateClaimNames(resources.claims ?? [], claims, `${path}.claims`)];
}

function validateAgainstLimit(name: string, value: string, limit: string | undefined, path: string): FieldError[] {
  const overcommit = isOvercommitAllowed(name);
  if (limit === undefined) return overcommit ? [] : [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')];
  const order = compareQuantities(value, limit);
  if (order !== 0 && !overcommit) return [invalid(`${path}.requests`, value, `must be equal to ${name} limit of ${limit}`)];
  return order > 0 ? [invalid(`${path}.requests`, value, `must be less than or equal to ${name} limit of ${limit}`)] : [];
}

function isWholePages(name: string, value: string): boolean {
  const page = parseQuantity(name.slice('hugepages-'.length))?.nano ?? 0n;
  const bytes = parseQuantity(value)?.nano ?? 0n;
  return page > 0n && bytes >= 0n && bytes % page === 0n;
}

function validateClaimNames(claims: readonly { name: string; request?: string }[], known: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  claims.forEach(({ name = '', request = '' }, i) => {
    const at = `${path}[${i}]`;
    if (!name) { errors.push(required(at)); return; }
    if (seen.has(name)) errors.push(duplicate(at, name));
    else {
      const key = request ? `${name}/${request}` : name;
      if (request) for (const text of isDNS1123Label(request)) errors.push(invalid(`${at}.request`, request, text));
      if (seen.has(key)) errors.push(duplicate(at, key));
      else if (!request) for (const other of seen) if (other.startsWith(`${name}/`)) errors.push(duplicate(at, name));
      seen.add(key);
    }
    if (!known.has(name)) {
      const list = known.size ? `: ${[...known].sort().join(', ')}` : ' which is empty';
      errors.push({ reason: 'FieldValueNotFound', field: at, message: `Not found: ${JSON.stringify(name)}: must be one of the names in pod.spec.resourceClaims${list}` });
    }
  });
  return errors;
}

/** Pod-level resources (KEP-2837): no less than what the containers ask for together. */
export function validatePodResources(spec: PodSpec, claims: ReadonlySet<string>, path: string): FieldError[] {
  const resources = spec.resources;
  if (!resources) return [];
  const errors: FieldError[] = [];
  if (resources.claims) errors.push(forbiddenField(`${path}.claims`, 'claims cannot be set for Resources at pod-level'));
  errors.push(...validateResources(resources, claims, path, validatePodResourceName));
  for (const name of ['cpu', 'memory']) {
    const total = aggregateRequests(spec, name);
    const given = resources.requests?.[name] ?? '0';
    if (total !== undefined && total > (parseQuantity(given)?.nano ?? 0n)) {
      errors.push(invalid(`${path}.requests[${name}]`, given, `must be greater than or equal to aggregate container requests of ${formatNano(total, name)}`));
    }
  }
  (spec.containers ?? []).forEach((container, i) => {
    for (const [name, limit] of sorted(container.resources?.limits)) {
      const whole = resources.limits?.[name];
      if (whole !== undefined && compareQuantities(limit, whole) > 0) {
        errors.push(invalid(`${path}.containers[${i}][${name}].limits`, limit, `must be less than or equal to pod limits of ${whole}`));
      }
    }
  });
  return errors;
}

function aggregateRequests(spec: PodSpec, name: string): bigint | undefined {
  const of = (container: Container): bigint => parseQuantity(container.resources?.requests?.[name] ?? '0')?.nano ?? 0n;
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  if (!all.some((c) => c.resources?.requests?.[name] !== undefined)) return undefined;
  let sum = 0n, sidecars = 0n, peak = 0n;
  for (const container of spec.containers ?? []) sum += of(container);
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') sidecars += of(container);
    const now = container.restartPolicy === 'Always' ? sidecars : sidecars + of(container);
    if (now > peak) peak = now;
  }
  sum += sidecars;
  return sum > peak ? sum : peak;
}

function formatNano(nano: bigint, name: string): string {
  if (name === 'cpu' && nano % 1_000_000_000n !== 0n) return `${nano / 1_000_000n}m`;
  let whole = nano / 1_000_000_000n;
  let unit = '';
  if (name === 'memory') for (const next of ['Ki', 'Mi', 'Gi', 'Ti']) { if (whole === 0n || whole % 1024n !== 0n) break; whole /= 1024n; unit = next; }
  return `${whole}${unit}`;
}
