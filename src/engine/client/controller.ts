/**
 * How every control loop is written: `defineController` names it and says what it watches; the runtime gives it a
 * queue, informers that lag, retries with back-off, an event recorder, and catches what it throws.
 *
 * `reconcile` is level-triggered: it gets a key ('namespace/name', or 'name'), reads caches, writes through the client,
 * and throws to be tried again later. It may run for a key whose object is gone.
 */
import type { Kernel } from '../kernel/kernel.ts';
import type { ObjectMeta } from '../api/types.ts';
import type { Random } from '../kernel/random.ts';
import type { Resource } from '../api/resource.ts';
import type { Client } from './client.ts';
import type { EventRecorder } from './events.ts';
import type { Informer } from './informer.ts';

export interface ControllerContext {
  /** Virtual ms since 1970. */
  now(): number;
  readonly kernel: Kernel;
  readonly client: Client;
  readonly events: EventRecorder;
  /** The random stream of this controller. */
  readonly random: Random;
  /** The informer of a resource, shared by all loops of the same component (kube-controller-manager has one each). */
  informer<T extends { metadata: Partial<ObjectMeta> }>(resource: Resource<T>): Informer<T>;
  readonly queue: WorkQueue;
  /** A further queue with its own workers, for loops that have two kinds of work. */
  addQueue(name: string, reconcile: (key: string) => void): WorkQueue;
  /** Repeats `run` every `periodMs` of virtual time, as background upkeep, starting after one period. */
  every(periodMs: number, run: () => void): void;
}

export interface WorkQueue {
  /** Adds the key unless it waits already. A key in work is done again afterwards. */
  add(key: string): void;
  addAfter(key: string, delayMs: number): void;
  /** Adds after this key's exponential back-off (5 ms doubling to 1000 s). */
  addRateLimited(key: string): void;
  /** Takes back what `addAfter` planned for the key: the reason to look again is gone. */
  cancelLater(key: string): void;
  /**
   * Says, during a reconcile, how long this work takes in virtual ms (default: no time). Work that grows with the number
   * of an object's pods should say so: what changes meanwhile is then seen in one go, as in a real controller.
   */
  took(ms: number): void;
  /** Ends the key's back-off; done by the runtime when reconcile returns. */
  forget(key: string): void;
  retries(key: string): number;
  readonly length: number;
}

export interface Controller {
  /** Short name as in kube-controller-manager's `--controllers`: `deployment`, `replicaset`, `endpointslice`. */
  readonly name: string;
  /** `source.component` of its Events: `deployment-controller`. */
  readonly component: string;
  /** Wires handlers; returns what to do with a key. */
  start(context: ControllerContext): { reconcile(key: string): void };
}

export const defineController = (controller: Controller): Controller => controller;
