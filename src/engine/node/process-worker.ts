/** Runs a container's program in virtual time: what it writes goes to the log, what it waits for are timers of its container. */
import { startProcess } from '../workloads/launch.ts';
import type { Inside, Run } from '../workloads/process.ts';
import type { ContainerRuntime } from './container.ts';

export interface RunHost {
  now(): number;
  later(container: ContainerRuntime, delayMs: number, background: boolean, run: () => void): void;
  exited(container: ContainerRuntime, exitCode: number): void;
}

/** Virtual ms that a process takes to begin. */
const SPAWN_MS = 50;

export function startRun(host: RunHost, container: ContainerRuntime, inside: Inside): void {
  const { log, program } = container;
  const stdout = new Lines((text, partial) => log?.add({ atMs: host.now(), stderr: false, text, partial }));
  const stderr = new Lines((text, partial) => log?.add({ atMs: host.now(), stderr: true, text, partial }));
  const io = { out: (text: string) => stdout.take(text), err: (text: string) => stderr.take(text) };
  const drive = (run: Run, isMain: boolean): void => {
    const resume = (): void => {
      for (;;) {
        const step = run.next();
        if (step.done) {
          if (!isMain) return;
          stdout.end();
          stderr.end();
          host.exited(container, step.value);
          return;
        }
        const { ms, idle = false, beside } = step.value;
        if (beside) drive(beside, false);
        if (ms === Infinity) return;
        if (ms > 0) { host.later(container, ms, idle, resume); return; }
      }
    };
    resume();
  };
  host.later(container, SPAWN_MS, false, () => drive(program!.run!(inside, io, startProcess), true));
}

/** Whole lines of what comes in pieces. */
class Lines {
  #rest = '';

  constructor(private readonly write: (line: string, partial: boolean) => void) {}

  take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.write(line, false);
  }

  end(): void { if (this.#rest !== '') this.write(this.#rest, true); }
}
