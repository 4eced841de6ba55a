/**
 * What the nodes' containers are made of: where images come from and what runs in them. A node asks only this; the programs of
 * `images/` are one answer, a runtime that runs nothing (`hollow.ts`) another.
 */
import type { Container } from '../api/types.ts';
import { imageOf, pullError } from './images/index.ts';
import type { Program } from './program.ts';

export interface Workloads {
  /** What the registry would send for a reference, and how long the pull takes, virtual ms. */
  pull(reference: string): { readonly bytes: number; readonly milliseconds: number };
  /** The registry's refusal; undefined when it has the image. */
  pullError(reference: string): string | undefined;
  program(container: Container): Program;
  /** False: a container that runs counts as ready, whatever its probes say. */
  readonly probed: boolean;
}

/** Bytes a virtual second that a registry sends. */
const BYTES_PER_SECOND = 40 * 1024 * 1024;
const HANDSHAKE_MS = 250;

/** Pods of one template share their containers' specs, so they share programs, too. */
const programs = new WeakMap<Container, Program>();

function programOf(container: Container): Program {
  let program = programs.get(container);
  if (!program) programs.set(container, (program = imageOf(container.image!).run(container)));
  return program;
}

export const SIMULATED: Workloads = {
  pull(reference) {
    const { bytes } = imageOf(reference);
    return { bytes, milliseconds: HANDSHAKE_MS + Math.round((bytes / BYTES_PER_SECOND) * 1000) };
  },
  pullError,
  program: programOf,
  probed: true,
};
