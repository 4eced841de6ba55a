/**
 * Runs a command: hands each effect to `perform`, which answers at once or later. Knows no promise, so that it serves a
 * synchronous test and a worker alike.
 */
import type { Answer, Effect, Steps } from './effect.ts';

/** Performs an effect and calls `reply` exactly once: now, or when the answer is there. */
export type Perform = (effect: Effect, reply: (answer: Answer) => void) => void;

export interface Running {
  /** Ends the command as Ctrl-C does: streams are closed, `done` is called with 130. */
  interrupt(): void;
}

export function drive(steps: Steps<number>, perform: Perform, done: (code: number) => void): Running {
  let ended = false;
  const streams = new Set<number>();
  const end = (code: number): void => {
    ended = true;
    for (const stream of streams) perform({ do: 'close', stream }, () => {});
    done(code);
  };
  const advance = (first: Answer): void => {
    // Answers that come at once are looped over, so that a long command needs no deep stack.
    let answer = first;
    let again = true;
    while (again && !ended) {
      again = false;
      const { done: finished, value } = steps.next(answer);
      if (finished) return end(value);
      let inside = true;
      perform(value, (next) => {
        if (ended) return;
        if (value.do === 'open' && typeof next === 'object' && 'stream' in next && next.stream !== undefined) streams.add(next.stream);
        if (value.do === 'close') streams.delete(value.stream);
        if (!inside) return advance(next);
        answer = next;
        again = true;
      });
      inside = false;
    }
  };
  advance(undefined);
  return { interrupt: () => { if (!ended) end(130); } };
}
