/**
 * The program contract: what an image does when a container starts. A program is a profile in virtual time (how long it takes to
 * start and to get ready, when and how it ends by itself, what it writes, what its ports answer), or it truly runs (`run`): shells and
 * small tools.
 */
import type { Container } from '../api/types.ts';
import type { Footprint, Load } from './footprint.ts';
import type { WebServer } from './http.ts';
import type { startProcess } from './launch.ts';
import type { Inside, Run } from './process.ts';

export interface Program {
  /** Virtual ms from process start until its ports answer and its probes would pass. */
  readonly readyMs: number;
  /** Set when the program ends by itself: virtual ms after its start, and its exit code. */
  readonly ends?: { readonly afterMs: number; readonly exitCode: number };
  /** Virtual ms between SIGTERM and its exit. */
  readonly stopMs: number;
  /** Exit code after SIGTERM. */
  readonly stopCode: number;
  /** What its ports answer; absent when nothing listens. */
  readonly web?: WebServer;
  /** What it writes to its log by itself; absent when it is silent. */
  readonly output?: Output;
  readonly footprint: Footprint;
  /** Set for a program that truly runs, in the container's files and environment: it ends with its exit code. `start` begins another process. */
  run?(inside: Inside, io: { out(text: string): void; err(text: string): void }, start: typeof startProcess): Run;
  /** Nobody knows on which ports it listens: probes that connect pass. */
  readonly answersAll?: boolean;
  /** Requests it sends to others. */
  readonly load?: Load;
}

/**
 * Lines that a program writes, worked out when somebody reads them: writing costs nothing while nobody looks.
 * First `lines`; then, when there is a `loop`, its lines over and over.
 */
export interface Output {
  readonly lines: readonly OutputLine[];
  readonly loop?: { readonly afterMs: number; readonly everyMs: number; readonly lines: readonly OutputLine[] };
}

export interface OutputLine {
  /** Virtual ms after the program's start, or after the loop's turn began. */
  readonly afterMs: number;
  readonly stderr?: boolean;
  /** `turn` counts the loop's turns from 0; `atMs` is the virtual instant of the writing. */
  text(turn: number, atMs: number): string;
}

export interface Image {
  /** Repository without registry and tag: `nginx`, `registry.k8s.io/pause`. */
  readonly repository: string;
  /** Compressed bytes that a pull moves. */
  readonly bytes: number;
  /** The command that runs when the container names none. */
  readonly entrypoint?: readonly string[];
  run(container: Container): Program;
}
