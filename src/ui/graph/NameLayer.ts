/**
 * Names on the canvas: what is painted there has a button of its name over it, so that screen readers, keyboards and
 * people's tools find nodes and pods however small they are drawn. A few hundred at most: of a larger crowd only the
 * boxes, or what the keyboard is on. It lives in the graph's own coordinates and moves with it.
 */
import type { Mirror } from '../state/Mirror.ts';
import { refKey, type Ref } from '../state/selection.ts';
import { showsCells } from './far/cells.ts';
import type { Bounds, Box, Scene } from './scenes/Scene.ts';
import { boxLabel, podLabel } from './words.ts';

const MOST_PODS = 400;
const MOST_BOXES = 300;
/** Wall ms between two looks at what changed; longer while pods come in bursts. */
const PACE_MS = 200, BURST_MS = 900;

interface Name { readonly label: string; readonly at: Bounds; readonly ref: Ref; readonly live: boolean }

export class NameLayer {
  #elements = new Map<string, HTMLButtonElement>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #visible: readonly Box[] = [];
  #near = true;
  #zoom = 1;
  #extra: Ref | undefined;
  #stops: (() => void)[];

  constructor(private readonly root: HTMLElement, private readonly scene: Scene, private readonly mirror: Mirror) {
    this.#stops = [scene.onChange(() => this.#soon()), scene.pods.onTouched(() => this.#soon()), mirror.onSlots('nodes', () => this.#soon()), mirror.onSlots('workloads', () => this.#soon()), mirror.onSlots('services', () => this.#soon())];
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.root.replaceChildren();
  }

  look(visible: readonly Box[], near: boolean, zoom: number): void {
    const turned = near !== this.#near;
    this.#visible = visible;
    this.#near = near;
    this.#zoom = zoom;
    if (turned) this.#refresh(); else this.#soon();
  }

  /** The button of that object, made if it has none. */
  elementOf(ref: Ref): HTMLElement | undefined {
    this.#extra = ref;
    this.#refresh();
    return this.#elements.get(refKey(ref));
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => { this.#timer = undefined; this.#refresh(); }, this.scene.pods.burst ? BURST_MS : PACE_MS);
  }

  #refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const names = this.#names();
    for (const [key, element] of this.#elements) if (!names.has(key) && element !== document.activeElement) { element.remove(); this.#elements.delete(key); }
    for (const [key, name] of names) this.#show(key, name);
  }

  #names(): Map<string, Name> {
    const names = new Map<string, Name>();
    if (this.#near) return this.#withExtra(names);
    const { scene } = this;
    if (this.#visible.length <= MOST_BOXES) for (const box of this.#visible) if (box.ref && box.type !== 'endpoints') names.set(refKey(box.ref), { ref: box.ref, label: boxLabel(this.mirror, box), at: box, live: true });
    let pods = 0;
    for (const box of this.#visible) { pods += scene.pods.berths(box.key)?.count ?? 0; if (pods > MOST_PODS) return this.#withExtra(names); }
    for (const box of this.#visible) {
      const live = showsCells(scene, box, this.#zoom);
      scene.pods.berths(box.key)?.cells.forEach((pod, cell) => {
        const at = pod >= 0 ? scene.cellAt(box, cell) ?? box : undefined;
        if (!at || this.mirror.tables.pods.get(pod, 'state') === 0) return;
        const ref = scene.refOfPod(pod);
        names.set(refKey(ref), { ref, label: podLabel(this.mirror, pod), at, live });
      });
    }
    return this.#withExtra(names);
  }

  #withExtra(names: Map<string, Name>): Map<string, Name> {
    const ref = this.#extra;
    if (!ref || this.#near) return names;
    const at = this.scene.placeOf(ref);
    const slot = ref.kind === 'Pod' ? this.mirror.find('Pod', ref.namespace, ref.name) : -1;
    const box = this.scene.boxes.get(refKey(ref));
    if (at && !names.has(refKey(ref))) names.set(refKey(ref), { ref, at, label: slot >= 0 ? podLabel(this.mirror, slot) : box ? boxLabel(this.mirror, box) : `${ref.kind} ${ref.name}`, live: false });
    return names;
  }

  #show(key: string, { label, at, live }: Name): void {
    let element = this.#elements.get(key);
    if (!element) {
      element = document.createElement('button');
      element.type = 'button';
      element.className = 'name';
      element.tabIndex = -1;
      element.dataset.ref = key;
      this.root.append(element);
      this.#elements.set(key, element);
    }
    if (element.ariaLabel !== label) element.ariaLabel = label;
    const place = `${at.x},${at.y},${at.w},${at.h},${live}`;
    if (element.dataset.place === place) return;
    element.dataset.place = place;
    // Pods lie over the boxes that hold them.
    element.style.cssText = `left:${at.x}px;top:${at.y}px;width:${at.w}px;height:${at.h}px;z-index:${key.startsWith('Pod/') ? 1 : 0}${live ? '' : ';pointer-events:none'}`;
  }
}
