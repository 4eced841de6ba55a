/** Runs the command line on which a program's going on hangs (`Program.tries`), once or until it succeeds. */
import type { Outcome } from '../workloads/commands.ts';
import type { ContainerRuntime } from './container.ts';

export interface TryHost {
  now(): number;
  later(container: ContainerRuntime, delayMs: number, background: boolean, run: () => void): void;
  command(container: ContainerRuntime, line: string): Outcome;
  exited(container: ContainerRuntime, exitCode: number): void;
}

/** Virtual ms that a command takes. */
const RUN_MS = 60;

export function startTries(host: TryHost, container: ContainerRuntime): void {
  const { line, everyMs, says = [], then } = container.program!.tries!;
  const write = (text: string, stderr: boolean): void => {
    for (const one of text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined)) if (text !== '') container.log?.add({ atMs: host.now(), stderr, text: one });
  };
  const tick = (turn: number): void => {
    const { stdout, stderr, code } = host.command(container, line);
    write(stdout, false);
    write(stderr, true);
    if (everyMs === undefined) host.exited(container, code);
    else if (code !== 0) {
      for (const said of says) write(`${said.text(turn, host.now())}\n`, said.stderr ?? false);
      host.later(container, everyMs, true, () => tick(turn + 1));
    } else if (then) host.later(container, then.afterMs, false, () => host.exited(container, then.exitCode));
  };
  host.later(container, RUN_MS, false, () => tick(0));
}
