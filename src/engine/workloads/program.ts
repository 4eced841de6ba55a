/**
 * The program contract: what an image does when a container starts. For now a program is a profile in virtual time
 * (how long it takes to start and to get ready, when and how it ends by itself); programs that truly run come through
 * this same door.
 */
import type { Container } from '../api/types.ts';

export interface Program {
  /** Virtual ms from process start until its ports answer and its probes would pass. */
  readonly readyMs: number;
  /** Set when the program ends by itself: virtual ms after its start, and its exit code. */
  readonly ends?: { readonly afterMs: number; readonly exitCode: number };
  /** Virtual ms between SIGTERM and its exit. */
  readonly stopMs: number;
  /** Exit code after SIGTERM. */
  readonly stopCode: number;
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
