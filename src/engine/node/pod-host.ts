/** What a pod worker needs of its kubelet. */
import type { Container, Pod, PodStatus } from '../api/types.ts';
import type { Timer } from '../kernel/kernel.ts';
import type { Inside } from '../workloads/process.ts';
import type { Program } from '../workloads/program.ts';
import type { ContainerRuntime } from './container.ts';
import type { ImageStore } from './image-store.ts';
import type { NodeClock } from './node-clock.ts';
import type { VolumeProblem } from './pod-inputs.ts';
import type { PodWorker } from './pod-worker.ts';
import type { ProbeKind } from './probe-worker.ts';

export interface PodHost {
  readonly address: string;
  readonly images: ImageStore;
  /** What times are written by. */
  readonly clock: NodeClock;
  now(): number;
  /** From 0 to below 1, of this machine's own stream. */
  chance(): number;
  after(delayMs: number, background: boolean, run: () => void): Timer;
  cancel(timer: Timer): void;
  event(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
  /** Writes what `make` says of the pod as stored now; nothing when the pod is gone. */
  writeStatus(pod: Pod, make: (current: Pod) => PodStatus): void;
  allocateIP(pod: Pod): string;
  releaseIP(ip: string): void;
  newContainerID(): string;
  program(pod: Pod, container: Container): Program;
  /** What a container's processes see. */
  inside(pod: Pod, container: ContainerRuntime): Inside;
  /** A program that sends requests began or ended. */
  loading(worker: PodWorker, container: ContainerRuntime, on: boolean): void;
  /** False where containers that run count as ready without being asked. */
  readonly probed: boolean;
  /** Why the pod's volumes cannot be set up now, with the text of its FailedMount event if there is one; undefined when they can. */
  volumeProblem(pod: Pod): VolumeProblem | undefined;
  /** Why a container cannot be created (a ConfigMap or Secret that its env needs is not there). */
  configProblem(pod: Pod, container: ContainerRuntime): string | undefined;
  pullError(pod: Pod, image: string): string | undefined;
  /** Extra virtual ms that a start takes (fault SlowStart). */
  startDelayMs(pod: Pod): number;
  /** Undefined when the probe passes, else its failure's text. */
  probe(pod: Pod, container: ContainerRuntime, kind: ProbeKind, podIP: string): string | undefined;
  /** All containers have ended; `deleting` when the object waits to be removed. */
  podEnded(worker: PodWorker, deleting: boolean): void;
}
