/**
 * Which pods the search and the filters leave bright. What does not match is dimmed, never hidden, so that places stay.
 * Asked anew, all pods are looked through in slices, so that 150,000 of them never hold the page up.
 */
import { STATE } from '../../bridge/protocol.ts';
import { mirror, session } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import { readTerms, termsMatch, type Terms } from './terms.ts';

const SLICE_MS = 5;
const CHUNK = 512;
/** Wall ms between two looks at which pods have the label. */
const LABEL_MS = 2000;

class PodFilter {
  /** Counts changes. */
  version = 0;
  /** Pods that match, of those looked at. */
  matched = 0;
  on = false;
  /** What the API server says against the label selector. */
  labelTrouble = '';
  #flags = new Uint8Array(1024);
  #labelled: ReadonlySet<number> | undefined;
  #terms: Terms = readTerms('');
  #at = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #labelTimer: ReturnType<typeof setTimeout> | undefined;
  #listeners = new Set<() => void>();

  constructor() {
    useSelection.subscribe((now, before) => {
      if (now.label !== before.label) this.#label(now.label);
      if (now.search !== before.search || now.namespace !== before.namespace || now.states !== before.states || now.label !== before.label) this.#restart();
    });
    mirror.onSlots('pods', (slots) => { if (this.on) { for (const slot of slots) if (slot < this.#at) this.#look(slot); } });
  }

  onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  };

  matches = (pod: number): boolean => !this.on || this.#flags[pod] === 1;
  /** True once every pod was looked at. */
  get done(): boolean { return this.#at >= mirror.tables.pods.length; }
  get terms(): Terms { return this.#terms; }

  /** The next matching pod after that slot, around the end; -1 when there is none. */
  next(after: number): number {
    const { length } = mirror.tables.pods;
    for (let i = 1; i <= length; i++) { const slot = (after + i) % length; if (this.#flags[slot] === 1) return slot; }
    return -1;
  }

  #restart(): void {
    const { search, namespace, states, label } = useSelection.getState();
    this.on = search.trim() !== '' || namespace !== '' || states.length > 0 || label !== '';
    this.#terms = readTerms(search);
    this.#flags.fill(0);
    this.matched = 0;
    this.#at = 0;
    clearTimeout(this.#timer);
    this.#slice();
  }

  #slice(): void {
    const { length } = mirror.tables.pods;
    const deadline = performance.now() + SLICE_MS;
    if (this.on) while (this.#at < length) {
      const end = Math.min(length, this.#at + CHUNK);
      while (this.#at < end) this.#look(this.#at++);
      if (performance.now() > deadline) break;
    } else this.#at = length;
    if (this.#at < length) { this.#timer = setTimeout(() => this.#slice(), 0); return; }
    this.#at = Infinity;
    this.#tell();
  }

  #look(slot: number): void {
    if (slot >= this.#flags.length) { const wide = new Uint8Array(Math.max(slot + 1, this.#flags.length * 2)); wide.set(this.#flags); this.#flags = wide; }
    const flag = this.#test(slot) ? 1 : 0;
    this.matched += flag - this.#flags[slot]!;
    this.#flags[slot] = flag;
  }

  #test(slot: number): boolean {
    const { pods } = mirror.tables;
    const state = pods.get(slot, 'state');
    if (state === STATE.none) return false;
    const { namespace, states } = useSelection.getState();
    if (states.length && !states.some((s) => s === state)) return false;
    if (namespace && mirror.text(pods.get(slot, 'namespace')) !== namespace) return false;
    if (this.#labelled && !this.#labelled.has(slot)) return false;
    return termsMatch(this.#terms, 'Pod', mirror.nameOf('pods', slot), mirror.text(pods.get(slot, 'namespace')), mirror.text(pods.get(slot, 'status')));
  }

  #label(selector: string): void {
    clearTimeout(this.#labelTimer);
    this.labelTrouble = '';
    this.#labelled = selector ? new Set() : undefined;
    if (!selector) return;
    let seen = -1;
    const ask = (): void => {
      if (useSelection.getState().label !== selector) return;
      this.#labelTimer = setTimeout(ask, LABEL_MS);
      if (seen === mirror.versions.pods) return;
      seen = mirror.versions.pods;
      session.podsMatching(selector).then(
        (slots) => { if (useSelection.getState().label === selector) { this.#labelled = new Set(slots); this.#restart(); } },
        (error: Error) => { clearTimeout(this.#labelTimer); this.labelTrouble = error.message; this.#tell(); },
      );
    };
    ask();
  }

  #tell(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}

export const podFilter = new PodFilter();
