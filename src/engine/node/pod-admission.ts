/** The kubelet's own say before it runs a pod: does it still fit this machine? (Pods with nodeName set skip the scheduler.) */
import { nodeMatches } from '../api/node-affinity.ts';
import { quantityMilliValue, quantityValue } from '../api/quantity.ts';
import { tolerates } from '../api/tolerations.ts';
import type { Node, Pod } from '../api/types.ts';
import type { Machine } from './machines.ts';
import type { PodWorker } from './pod-worker.ts';

/** As the Event says it; the pod's status says "Pod was rejected: " before it. */
export interface Refusal { readonly reason: string; readonly message: string }

/** Undefined when the pod may run. `node` is asked only for pods that no scheduler placed, which others were checked against. */
export function admissionFailure(machine: Machine, pod: Pod, workers: Iterable<PodWorker>, node: () => Node | undefined): Refusal | undefined {
  const os = pod.spec!.os?.name;
  if (os !== undefined && os !== 'linux') return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" };
  const wanted = requested(pod);
  const counts = wanted.cpu > 0 || wanted.memory > 0;
  const unplaced = !pod.status?.conditions?.some(({ type }) => type === 'PodScheduled');
  const ports = unplaced ? hostPorts(pod) : [];
  let cpu = 0, memory = 0, pods = 0, clash = false;
  for (const worker of workers) {
    if (worker.isEnding) continue;
    pods++;
    clash ||= ports.length > 0 && hostPorts(worker.pod).some((used) => ports.some((port) => clashes(port, used)));
    if (!counts) continue;
    const used = requested(worker.pod);
    cpu += used.cpu;
    memory += used.memory;
  }
  const check = (name: string, asked: number, used: number, capacity: number): Refusal | undefined => asked > 0 && used + asked > capacity
    ? { reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, requested: ${asked}, used: ${used}, capacity: ${capacity}` }
    : undefined;
  const short = check('pods', 1, pods, machine.pods)
    ?? (counts ? check('cpu', wanted.cpu, cpu, amount('cpu', machine.cpu)) ?? check('memory', wanted.memory, memory, amount('memory', machine.memory)) : undefined);
  if (short || !unplaced) return short;
  const own = node();
  if (own && !nodeMatches(pod.spec!, own)) return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  if (clash) return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  // Static pods of the machine itself run anyway.
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return undefined;
  const bad = own?.spec?.taints?.some((taint) => taint.effect === 'NoExecute' && !pod.spec!.tolerations?.some((t) => tolerates(t, taint)));
  return bad ? predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate") : undefined;
}

const predicate = (name: string, why: string): Refusal => ({ reason: name, message: `Predicate ${name} failed: ${why}` });

interface HostPort { readonly port: number; readonly protocol: string; readonly ip: string }

const ANY = '0.0.0.0';

/** The machine's ports that the pod takes. */
function hostPorts({ spec }: Pod): HostPort[] {
  const sidecars = (spec!.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  return [...spec!.containers, ...sidecars].flatMap((c) => (c.ports ?? []).flatMap(({ hostPort, protocol = 'TCP', hostIP }) =>
    (hostPort ? [{ port: hostPort, protocol, ip: hostIP || ANY }] : [])));
}

const clashes = (a: HostPort, b: HostPort): boolean => a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === ANY || b.ip === ANY);

const cache = new WeakMap<object, { cpu: number; memory: number }>();

/** Milli-cpus and bytes that the pod's containers ask for together (or the largest init container). */
function requested(pod: Pod): { cpu: number; memory: number } {
  const spec = pod.spec!;
  let known = cache.get(spec.containers);
  if (!known) {
    const of = (resource: 'cpu' | 'memory'): number => {
      let sum = 0, init = 0;
      for (const c of spec.containers) sum += amount(resource, c.resources?.requests?.[resource]);
      for (const c of spec.initContainers ?? []) {
        if (c.restartPolicy === 'Always') sum += amount(resource, c.resources?.requests?.[resource]);
        else init = Math.max(init, amount(resource, c.resources?.requests?.[resource]));
      }
      return Math.max(sum, init);
    };
    cache.set(spec.containers, (known = { cpu: of('cpu'), memory: of('memory') }));
  }
  return known;
}

function amount(resource: 'cpu' | 'memory', text: string | undefined): number {
  if (text === undefined) return 0;
  return resource === 'cpu' ? quantityMilliValue(text) : quantityValue(text);
}
