/**
 * The machines under the cluster: each has hardware, power, a network cable and a kubelet. Nodes are what kubelets
 * register; a machine can be dead while its Node object lives on.
 */
import type { Pod, Taint } from '../api/types.ts';
import type { Api } from '../api/api.ts';
import type { ComponentError } from '../client/component.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Inside } from '../workloads/process.ts';
import { SIMULATED, type Workloads } from '../workloads/workloads.ts';
import type { ContainerRuntime } from './container.ts';
import { Disturbances } from './disturbance.ts';
import { Kubelet } from './kubelet.ts';
import type { PodWorker } from './pod-worker.ts';

export interface MachineOptions {
  /** Default `node-<n>`. */
  readonly name?: string;
  /** Quantities as in node.status.capacity. */
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: number;
  readonly zone?: string;
  readonly region?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  /** A cloud says what the machine is: the kubelet registers without provider id, as unusable until it has (`--cloud-provider=external`). */
  readonly external?: boolean;
}

export interface Machine {
  readonly name: string;
  readonly index: number;
  readonly cpu: string;
  readonly memory: string;
  readonly pods: number;
  readonly address: string;
  /** First two numbers below 10.244 of its pods' addresses come from here. */
  readonly podSubnet: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly external: boolean;
}

export class Machines {
  #kubelets = new Map<string, Kubelet>();
  #made = 0;
  readonly disturbances = new Disturbances();
  /** What a container's processes see; what they reach is not the machines'. Set by the cluster. */
  inside: (pod: Pod, container: ContainerRuntime) => Inside = () => { throw new Error('these machines are in no cluster'); };
  /** Containers that send requests, and the workers of their pods. */
  readonly loaders = new Map<ContainerRuntime, PodWorker>();
  /** What containers are made of; set before the first pod. */
  workloads: Workloads = SIMULATED;

  constructor(private readonly kernel: Kernel, private readonly api: Api, private readonly onError: (error: ComponentError) => void) {}

  /** Puts a machine into the rack and switches it on; returns its name. Throws when the name is taken. */
  add(options: MachineOptions = {}): string {
    let name = options.name;
    let index = ++this.#made;
    if (name === undefined) {
      while (this.#kubelets.has(`node-${index}`)) index = ++this.#made;
      name = `node-${index}`;
    }
    if (this.#kubelets.has(name)) throw new Error(`a machine named "${name}" is there already`);
    const machine: Machine = {
      name, index, cpu: options.cpu ?? '1', memory: options.memory ?? '3840Mi', pods: options.pods ?? 110,
      address: `192.168.${index >> 8}.${index & 255}`, podSubnet: podSubnet(index),
      labels: {
        ...options.labels,
        ...(options.zone ? { 'topology.kubernetes.io/zone': options.zone } : {}),
        ...(options.region ? { 'topology.kubernetes.io/region': options.region } : {}),
      },
      taints: options.taints ?? [],
      external: options.external ?? false,
    };
    const kubelet = new Kubelet(machine, this.kernel, this.api, this.onError, this.disturbances, () => this.workloads, this.loaders, (pod, container) => this.inside(pod, container));
    this.#kubelets.set(name, kubelet);
    kubelet.start();
    return name;
  }

  /** Takes the machine away for good, with its Node object unless somebody else (a cloud) sees to that. */
  remove(name: string, keepNode = false): void {
    const kubelet = this.#kubelets.get(name);
    if (!kubelet) return;
    kubelet.powerOff();
    this.#kubelets.delete(name);
    if (!keepNode) kubelet.deleteNode();
  }

  get(name: string): Kubelet | undefined { return this.#kubelets.get(name); }
  all(): IterableIterator<Kubelet> { return this.#kubelets.values(); }
  get size(): number { return this.#kubelets.size; }
}

/** 10.244.<n>.0/24 for the first 255 machines; beyond, the rest of 10.0.0.0/8 above 10.128. */
function podSubnet(index: number): string {
  return index < 256 ? `10.244.${index}` : `10.${128 + (index >> 8)}.${index & 255}`;
}
