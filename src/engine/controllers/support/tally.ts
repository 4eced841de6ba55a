/**
 * How many pods a set has in which state, kept as pods change: what its status says costs nothing to know, however many
 * pods it has. A tally holds while the set's selector and template labels stay.
 */
import type { Pod } from '../../api/types.ts';
import { isPodActive, isPodReady, isPodTerminating } from './pods.ts';
import type { Labels, Selector } from './selector.ts';

export interface Tally {
  active: number;
  ready: number;
  /** Active ones with all labels of the template. */
  labelled: number;
  terminating: number;
  /** Owned ones that the selector does not select: to be released. */
  strays: number;
}

interface Entry { selector: Selector; labels: Labels | undefined; pairs: [string, string][]; tally: Tally }

export class Tallies {
  #entries = new Map<string, Entry>();

  /** The tally of the owner with that uid; counts `pods` when it is not known or its rules changed. */
  of(uid: string, selector: Selector, labels: Labels | undefined, pods: Iterable<Pod>): Tally {
    let entry = this.#entries.get(uid);
    if (!entry || entry.selector !== selector || entry.labels !== labels) {
      entry = { selector, labels, pairs: Object.entries(labels ?? {}), tally: { active: 0, ready: 0, labelled: 0, terminating: 0, strays: 0 } };
      for (const pod of pods) count(entry, pod, 1);
      this.#entries.set(uid, entry);
    }
    return entry.tally;
  }

  /** A pod came, changed or went: `before` and `after` are owned by `uid`, or undefined. */
  change(uid: string, before: Pod | undefined, after: Pod | undefined): void {
    const entry = this.#entries.get(uid);
    if (!entry) return;
    if (before) count(entry, before, -1);
    if (after) count(entry, after, 1);
  }

  delete(uid: string): void { this.#entries.delete(uid); }
}

function count({ selector, pairs, tally }: Entry, pod: Pod, by: number): void {
  const labels = pod.metadata.labels as Labels | undefined;
  const selected = selector.matches(labels);
  if (isPodActive(pod)) {
    if (!selected) { tally.strays += by; return; }
    tally.active += by;
    if (isPodReady(pod)) tally.ready += by;
    if (pairs.every(([k, v]) => labels?.[k] === v)) tally.labelled += by;
  } else if (selected && isPodTerminating(pod)) tally.terminating += by;
}
