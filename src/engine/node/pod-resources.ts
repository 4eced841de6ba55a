/** What of a pod's requests and limits its status repeats (KEP-1287, in-place resize: what the node has granted). */
import { formatQuantity, parseQuantity, type Quantity } from '../api/quantity.ts';
import type { Container, ContainerStatus, Pod, PodSpec } from '../api/types.ts';

type Resources = NonNullable<ContainerStatus['resources']>;
type Amounts = NonNullable<Resources['requests']>;

const NONE: Resources = {};
const ZERO: Quantity = { nano: 0n, format: 'DecimalSI' };
const ofPod = new WeakMap<object, Resources>();
const ofContainer = new WeakMap<object, Resources>();

/** As a container's status says it. Memory that was not asked for is said to be zero once anything was asked for. */
export function runningResources({ resources }: Container): Resources {
  const requests = resources?.requests;
  if (!resources || (!requests && !resources.limits)) return NONE;
  if (!requests || requests.memory !== undefined) return resources as Resources;
  let known = ofContainer.get(resources);
  if (!known) ofContainer.set(resources, (known = { ...resources, requests: { ...requests, memory: '0' } } as Resources));
  return known;
}

/** Of all containers together; pods of one template share the result. */
export function podResources(pod: Pod): Resources {
  const spec = pod.spec!;
  const asked = (c: Container): boolean => c.resources?.requests !== undefined || c.resources?.limits !== undefined;
  if (!spec.containers.some(asked) && !spec.initContainers?.some(asked)) return NONE;
  let known = ofPod.get(spec.containers);
  if (!known) {
    const requests = together(spec, 'requests'), limits = together(spec, 'limits');
    ofPod.set(spec.containers, (known = { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) }));
  }
  return known;
}

/** Containers and sidecars add up; an init container counts where it alone, beside the sidecars before it, needs more. */
function together({ containers, initContainers = [] }: PodSpec, key: 'requests' | 'limits'): Amounts | undefined {
  const total = new Map<string, Quantity>();
  const init = new Map<string, Quantity>();
  const sidecars = new Map<string, Quantity>();
  for (const c of initContainers) {
    const own = c.resources?.[key];
    for (const name of new Set([...sidecars.keys(), ...Object.keys(own ?? {})])) {
      const beside = sidecars.get(name);
      const needed = own?.[name] === undefined ? beside! : add(beside, own[name]);
      const most = init.get(name);
      if (!most || needed.nano > most.nano) init.set(name, needed);
      if (c.restartPolicy === 'Always') sidecars.set(name, needed);
    }
  }
  for (const [name, amount] of sidecars) total.set(name, amount);
  for (const c of containers) for (const [name, amount] of Object.entries(c.resources?.[key] ?? {})) total.set(name, add(total.get(name), amount));
  for (const [name, amount] of init) if (amount.nano > (total.get(name)?.nano ?? 0n)) total.set(name, amount);
  return total.size ? Object.fromEntries([...total].map(([name, amount]) => [name, formatQuantity(amount)])) : undefined;
}

function add(a: Quantity | undefined, text: string): Quantity {
  const b = parseQuantity(text) ?? ZERO;
  return a ? { nano: a.nano + b.nano, format: a.format } : b;
}
