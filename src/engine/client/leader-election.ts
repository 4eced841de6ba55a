/**
 * Leader election by Lease, as client-go's `leaderelection` does it: of the replicas of a component one holds the Lease
 * and works, the others stand by and ask again. Who holds it renews it; who sees no renewal for the Lease's duration
 * takes it over. https://kubernetes.io/docs/concepts/architecture/leases/#leader-election
 */
import { isNotFound, StatusError } from '../api/errors.ts';
import { LEASES } from '../api/resource.ts';
import type { Lease } from '../api/types.ts';
import type { Kernel, Timer } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import { formatMicroTime, SECOND } from '../kernel/time.ts';
import type { Component } from './component.ts';
import type { EventRecorder } from './events.ts';

/** The defaults of `--leader-elect-lease-duration`, `--leader-elect-renew-deadline`, `--leader-elect-retry-period`. */
const LEASE_SECONDS = 15;
const RENEW_DEADLINE_MS = 10 * SECOND;
const RETRY_MS = 2 * SECOND;
/** A candidate asks again after the period times 1 to 2.2 (wait.JitterUntil). */
const JITTER = 1.2;
/** Virtual ms from the start of a process to its first try. */
const START_MS = 1;
const NAMESPACE = 'kube-system';

type LeaseSpec = NonNullable<Lease['spec']>;

export interface ElectionOptions {
  /** Name of the Lease: `kube-scheduler`. */
  readonly lease: string;
  /** Source of its Events: the scheduler's are from `default-scheduler`. */
  readonly eventSource: string;
}

export const SCHEDULER_ELECTION: ElectionOptions = { lease: 'kube-scheduler', eventSource: 'default-scheduler' };
export const MANAGER_ELECTION: ElectionOptions = { lease: 'kube-controller-manager', eventSource: 'kube-controller-manager' };

export const CLOUD_ELECTION: ElectionOptions = { lease: 'cloud-controller-manager', eventSource: 'cloud-controller-manager' };
export const AUTOSCALER_ELECTION: ElectionOptions = { lease: 'cluster-autoscaler', eventSource: 'cluster-autoscaler' };

/** The replicas that stand for one Lease. */
export class LeaderElection {
  readonly #candidates: Candidate[] = [];

  constructor(readonly options: ElectionOptions) {}

  /** The component stands by from now on, until it is elected. `host` begins its identity. */
  enter(component: Component, host: string): void {
    this.#candidates.push(new Candidate(component, host, this, this.#candidates.length));
  }

  /** The component that leads now. */
  get leader(): Component | undefined { return this.#candidates.find((candidate) => candidate.leading)?.component; }

  /** Nobody leads: that is no rest, so the candidates' next tries are what `settle` waits for. */
  leaderLost(): void { for (const candidate of this.#candidates) candidate.awaited(); }
}

class Candidate {
  leading = false;
  readonly #kernel: Kernel;
  readonly #random: Random;
  readonly #events: EventRecorder;
  #identity = '';
  /** The Lease as this candidate last saw it change, and when that was by its own clock. */
  #seen: Lease | undefined;
  #seenMs = 0;
  #renewedMs = 0;
  #timer: Timer | undefined;

  constructor(readonly component: Component, private readonly host: string, private readonly election: LeaderElection, place: number) {
    this.#kernel = component.kernel;
    this.#random = this.#kernel.random(`leader-election/${election.options.lease}/${host}`);
    this.#events = component.recorder({ component: election.options.eventSource });
    component.standBy(true);
    component.onProcess((up) => { if (up) this.#start(START_MS); else this.#end(); });
    this.#start(START_MS + place);
  }

  /** As `#retryIn`, for a try that is planned already. */
  awaited(): void {
    if (!this.#timer?.run || !this.#timer.background) return;
    const { dueMs } = this.#timer.instant;
    this.#retryIn(dueMs - this.#kernel.now);
  }

  /** A new process has a new identity: its predecessor's Lease is another's to it. */
  #start(delayMs: number): void {
    this.#identity = `${this.host}_${this.#random.uuid()}`;
    this.#seen = undefined;
    this.#retryIn(delayMs);
  }

  #end(): void {
    this.#kernel.cancel(this.#timer);
    if (!this.leading) return;
    this.leading = false;
    this.component.standBy(true);
    this.election.leaderLost();
  }

  #retryIn(ms: number): void {
    this.#kernel.cancel(this.#timer);
    const run = (): void => (this.leading ? this.#renew() : this.#tryToLead());
    const delay = ms + this.component.slowMs;
    this.#timer = this.election.leader ? this.#kernel.afterInBackground(delay, run) : this.#kernel.after(delay, run);
  }

  #tryToLead(): void {
    if (this.#acquireOrRenew()) {
      this.leading = true;
      this.#renewedMs = this.#kernel.now;
      this.#tell('became leader');
      this.component.standBy(false);
    }
    this.#retryIn(this.leading ? RETRY_MS : Math.floor(RETRY_MS * (1 + JITTER * this.#random.next())));
  }

  #renew(): void {
    const { now } = this.#kernel;
    // Too late is lost, whatever the answer to this try would be: another may lead by now.
    if (now - this.#renewedMs < RENEW_DEADLINE_MS && this.#acquireOrRenew()) this.#renewedMs = now;
    else if (now - this.#renewedMs >= RENEW_DEADLINE_MS) { this.#stepDown(); return; }
    this.#retryIn(RETRY_MS);
  }

  /** A leader that lost its Lease ends its process; it is started again. */
  #stepDown(): void {
    this.#tell('stopped leading');
    this.#end();
    this.#start(SECOND);
  }

  /** True when the Lease is ours afterwards. */
  #acquireOrRenew(): boolean {
    try {
      if (this.leading && this.#seen) {
        try { return this.#write(this.#seen); } catch (error) {
          // Somebody else wrote it: look at it as it is now.
          if (!(error instanceof StatusError)) throw error;
        }
      }
      const lease = this.component.client.get(LEASES, this.election.options.lease, NAMESPACE);
      if (this.#seen?.metadata.resourceVersion !== lease.metadata.resourceVersion) this.#see(lease);
      const { holderIdentity, leaseDurationSeconds } = lease.spec ?? {};
      const held = !!holderIdentity && holderIdentity !== this.#identity && this.#seenMs + (leaseDurationSeconds ?? 0) * SECOND > this.#kernel.now;
      return !held && this.#write(lease);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return isNotFound(error) && this.#create();
    }
  }

  #create(): boolean {
    try {
      this.#see(this.component.client.create(LEASES, {
        apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: this.election.options.lease, namespace: NAMESPACE }, spec: this.#spec(undefined),
      }));
      return true;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return false;
    }
  }

  #write(lease: Lease): true {
    this.#see(this.component.client.update(LEASES, { ...lease, spec: { ...lease.spec, ...this.#spec(lease.spec) } }));
    return true;
  }

  #spec(old: LeaseSpec | undefined): LeaseSpec {
    const now = formatMicroTime(this.#kernel.now);
    const own = old?.holderIdentity === this.#identity;
    return {
      holderIdentity: this.#identity, leaseDurationSeconds: LEASE_SECONDS, acquireTime: own ? old.acquireTime : now, renewTime: now,
      leaseTransitions: old === undefined ? 0 : (old.leaseTransitions ?? 0) + (own ? 0 : 1),
    };
  }

  #see(lease: Lease): void {
    this.#seen = lease;
    this.#seenMs = this.#kernel.now;
  }

  #tell(what: string): void {
    const { lease } = this.election.options;
    const { uid, resourceVersion } = this.#seen?.metadata ?? {};
    this.#events.event({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: lease, namespace: NAMESPACE, uid, resourceVersion } }, 'Normal', 'LeaderElection', `${this.#identity} ${what}`);
  }
}
