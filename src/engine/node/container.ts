/** One container of a pod as its kubelet knows it: what it is, what it does now, what it did last. */
import type { Container, ContainerState } from '../api/types.ts';
import type { Directory, FileEntry } from '../workloads/files/entry.ts';
import type { Timer } from '../kernel/kernel.ts';
import type { NodeClock } from './node-clock.ts';
import type { Program } from '../workloads/program.ts';
import type { ContainerLog } from './container-log.ts';

export type ContainerRole = 'init' | 'sidecar' | 'main' | 'ephemeral';

export interface Waiting { readonly reason: string; readonly message?: string }

export interface Ended {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly id: string;
}

const fieldPaths = new WeakMap<Container, string>();

/** Pods of one template share their containers' specs, so also this. */
function fieldPathOf(spec: Container, role: ContainerRole): string {
  let path = fieldPaths.get(spec);
  if (path === undefined) fieldPaths.set(spec, (path = `spec.${role === 'main' ? 'containers' : role === 'ephemeral' ? 'ephemeralContainers' : 'initContainers'}{${spec.name}}`));
  return path;
}

const NO_STATE: ContainerState = {};

export class ContainerRuntime {
  state: 'waiting' | 'running' | 'terminated' = 'waiting';
  waiting: Waiting;
  program: Program | undefined;
  /** What this run wrote, and the run before it. */
  log: ContainerLog | undefined;
  lastLog: ContainerLog | undefined;
  startedMs = 0;
  /** What this run wrote over its image's files; set once somebody looks. */
  root: Directory | undefined;
  /** The file for its last word. */
  terminationLog: FileEntry | undefined;
  ended: Ended | undefined;
  /** How the run before this one ended. */
  last: Ended | undefined;
  restarts = 0;
  id = '';
  /** True while an image is pulled for it or it is being created. */
  starting = false;
  ready = false;
  /** Told to stop, and not ended yet. */
  stopping = false;
  /** Its startup probe (if any) has passed. */
  started = false;
  imagePresent = false;
  /** Crash back-off: the delay to wait next, and until when. */
  backoffMs = 0;
  backoffUntil = 0;
  pullBackoffMs = 0;
  timers: Set<Timer> | undefined;
  /** Where its Events say that it stands: `spec.containers{web}`. */
  readonly fieldPath: string;

  constructor(public spec: Container, readonly role: ContainerRole, waitingReason: string) {
    this.waiting = { reason: waitingReason };
    this.fieldPath = fieldPathOf(spec, role);
  }

  /** As in `containerStatuses[].state`. */
  wireState(clock: NodeClock): ContainerState {
    if (this.state === 'running') return { running: { startedAt: clock.format(this.startedMs) } };
    if (this.state === 'terminated') return { terminated: terminated(this.ended!, clock) };
    return { waiting: { ...this.waiting } };
  }

  wireLastState(clock: NodeClock): ContainerState { return this.last ? { terminated: terminated(this.last, clock) } : NO_STATE; }
}

function terminated(ended: Ended, clock: NodeClock): NonNullable<ContainerState['terminated']> {
  return {
    exitCode: ended.exitCode, reason: ended.reason, ...(ended.message ? { message: ended.message } : {}),
    startedAt: clock.format(ended.startedMs), finishedAt: clock.format(ended.finishedMs), containerID: ended.id,
  };
}
