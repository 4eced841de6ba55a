/**
 * A component: one process of a real cluster (kube-controller-manager, kube-scheduler, a kubelet). Its loops share one
 * identity and one set of informers; it can be stopped, started and slowed as a whole. A loop that throws is counted,
 * reported and retried; it stops no other loop.
 */
import type { Api, UserInfo } from '../api/api.ts';
import { StatusError } from '../api/errors.ts';
import { groupResource, type AnyResource, type Resource } from '../api/resource.ts';
import type { ObjectMeta } from '../api/types.ts';
import type { Kernel, Timer } from '../kernel/kernel.ts';
import { Client } from './client.ts';
import type { Controller, ControllerContext, WorkQueue } from './controller.ts';
import { Informer, WATCH_DELAY_MS } from './informer.ts';
import { Recorder, type RecorderSource } from './recorder.ts';
import { Queue } from './workqueue.ts';

export interface ComponentError { atMs: number; component: string; loop: string; key: string; message: string; stack?: string }

/** What a piece of work throws that a fault made fail. */
export const INJECTED = 'injected failure (fault ComponentErrors)';

export interface ComponentOptions {
  readonly kernel: Kernel;
  readonly api: Api;
  /** `kube-controller-manager`; also the field manager of its writes. */
  readonly name: string;
  readonly user: UserInfo;
  /** Told of errors that are no ordinary API answers. */
  readonly onError: (error: ComponentError) => void;
}

export class Component {
  readonly name: string;
  readonly client: Client;
  readonly kernel: Kernel;
  /** Virtual ms added to each piece of work and each watch delivery (fault ComponentSlow). */
  slowMs = 0;
  errors = 0;
  /** Shares of its work that faults make fail, from 0 to 1; most often none. */
  #failing: readonly { readonly share: number }[] = [];
  /** How many reasons it has to be down; outages may overlap. */
  #downs = 0;
  #standby = false;
  /** Known to be so until an informer is added or stopped. */
  #allSynced = false;
  #informers = new Map<string, Informer<{ metadata: ObjectMeta }>>();
  #queues: Queue[] = [];
  #lag: Timer | undefined;
  #onResume: (() => void)[] = [];
  #onProcess: ((up: boolean) => void)[] = [];

  constructor(private readonly options: ComponentOptions) {
    this.name = options.name;
    this.kernel = options.kernel;
    this.client = new Client(options.api, options.user, options.name);
  }

  /** The process is there and its loops may work. */
  get running(): boolean { return this.#downs === 0 && !this.#standby; }
  /** The process is there; it may stand by while another replica leads. */
  get up(): boolean { return this.#downs === 0; }

  /** Running, with every cache filled: loops wait for that, or they would act on half a picture. */
  get ready(): boolean {
    if (!this.running) return false;
    if (this.#allSynced) return true;
    for (const informer of this.#informers.values()) if (!informer.synced) return false;
    return (this.#allSynced = true);
  }

  /** The shared informer of a resource; it starts at once and its first list arrives after the watch delay. */
  informer<T extends { metadata: Partial<ObjectMeta> }>(resource: Resource<T>): Informer<T> {
    const id = groupResource(resource);
    let informer = this.#informers.get(id);
    if (!informer) {
      informer = new Informer(this.kernel, this.options.api, this.options.user, resource as AnyResource, {
        delayMs: () => WATCH_DELAY_MS + this.slowMs, onSync: () => this.#wakeQueues(), onError: (error, key) => this.#report(`watch of ${id}`, key, error),
      });
      this.#informers.set(id, informer);
      this.#allSynced = false;
      if (this.running) informer.start();
    }
    return informer as unknown as Informer<T>;
  }

  recorder(source: RecorderSource): Recorder { return new Recorder(this.kernel, this.client, source); }

  /** Runs a control loop in this component. */
  run(controller: Controller): void {
    const { kernel } = this;
    let reconcile: (key: string) => void = () => {};
    const queue = this.queue(controller.name, controller.component, (key) => reconcile(key));
    const context: ControllerContext = {
      now: () => kernel.now, kernel, client: this.client, events: this.recorder({ component: controller.component }),
      random: kernel.random(controller.component), informer: (resource) => this.informer(resource), queue,
      addQueue: (name, work) => this.queue(`${controller.name}-${name}`, controller.component, work),
      every: (periodMs, run) => this.every(periodMs, controller.name, run),
    };
    ({ reconcile } = controller.start(context));
  }

  /** A queue whose work is caught, counted and retried. */
  queue(name: string, actor: string, work: (key: string) => void, workers = 5): WorkQueue {
    const { kernel } = this;
    const queue = new Queue(kernel, {
      workers, running: () => this.ready, slowMs: () => this.slowMs,
      work: (key) => {
        kernel.trace.current = kernel.trace.add(kernel.now, actor, 'reconcile', key);
        try {
          this.#mayFail();
          work(key);
          queue.forget(key);
        } catch (error) {
          this.#report(name, key, error);
          queue.addRateLimited(key);
        }
      },
    });
    this.#queues.push(queue);
    return queue;
  }

  /** From now on that share of its pieces of work throws `INJECTED`; returns how to end it. Throws an Error when it has no loops that could. */
  failWork(share: number): () => void {
    if (this.#queues.length === 0) throw new Error(`${this.name} has no loops whose work could fail`);
    const failing = { share };
    this.#failing = [...this.#failing, failing];
    return () => { this.#failing = this.#failing.filter((one) => one !== failing); };
  }

  #mayFail(): void {
    for (const { share } of this.#failing) if (this.kernel.random(`failing/${this.name}`).next() < share) throw new Error(INJECTED);
  }

  every(periodMs: number, loop: string, run: () => void): void {
    const tick = (): void => {
      this.kernel.afterInBackground(periodMs, tick);
      if (!this.ready) return;
      try { run(); } catch (error) { this.#report(loop, '', error); }
    };
    this.kernel.afterInBackground(periodMs, tick);
  }

  #wakeQueues(): void {
    if (this.ready) for (const queue of this.#queues) queue.resume();
  }

  onResume(run: () => void): void { this.#onResume.push(run); }

  /** Cuts every watch; they come back, with all they missed, after `ms` (0 = now). */
  setWatchLag(ms: number): void {
    this.kernel.cancel(this.#lag);
    for (const informer of this.#informers.values()) informer.pause();
    this.#lag = this.kernel.after(ms, () => { if (this.running) for (const informer of this.#informers.values()) informer.start(); });
  }

  /** Told when the process ends (false) and when it is back (true). */
  onProcess(run: (up: boolean) => void): void { this.#onProcess.push(run); }

  /** The process ends: watches break, queues stand still. */
  stop(): void { this.#change(() => this.#downs++); }

  /** The process comes back: it lists and watches anew. */
  resume(): void { if (this.#downs > 0) this.#change(() => this.#downs--); }

  /** Another replica leads: the process is up, but its loops neither watch nor work. */
  standBy(standby: boolean): void { this.#change(() => { this.#standby = standby; }); }

  #change(change: () => void): void {
    const { up, running } = this;
    change();
    if (running && !this.running) this.#halt();
    else if (!running && this.running) this.#begin();
    if (up !== this.up) for (const run of this.#onProcess) run(this.up);
  }

  #halt(): void {
    this.#allSynced = false;
    for (const informer of this.#informers.values()) informer.stop();
  }

  #begin(): void {
    for (const informer of this.#informers.values()) informer.start();
    for (const run of this.#onResume) run();
  }

  /** API answers (conflicts, not found) are everyday; anything else is a bug worth showing. */
  #report(loop: string, key: string, error: unknown): void {
    if (error instanceof StatusError) return;
    this.errors++;
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    this.options.onError({ atMs: this.kernel.now, component: this.name, loop, key, message, stack });
  }
}
