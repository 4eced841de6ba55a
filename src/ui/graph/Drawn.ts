/** What is drawn outside React on one stage, and follows the same look: the canvas, the names over it, the level word for styles. */
import { refKey, type Ref } from '../state/selection.ts';
import type { Painter } from './far/ink.ts';
import type { Tiles, Viewport } from './far/Tiles.ts';
import type { NameLayer } from './NameLayer.ts';
import type { Box } from './scenes/Scene.ts';

/** Below this zoom a card says less, larger; on a projector sooner. */
const midZoom = (): number => (document.documentElement.dataset.theme === 'projector' ? 1 : 0.6);

export class Drawn {
  #tiles: Tiles | undefined;
  #names: NameLayer | undefined;
  #stage: HTMLElement | null = null;
  #near = false;
  #zoom = 1;

  get near(): boolean { return this.#near; }
  showTiles(tiles: Tiles): void { this.#tiles = tiles; }
  showNames(names: NameLayer | undefined): void { this.#names = names; }
  showStage(stage: HTMLElement | null): void { this.#stage = stage; }
  resize(width: number, height: number): void { this.#tiles?.resize(width, height); }

  repaint(change: Partial<Painter>): void {
    const tiles = this.#tiles;
    if (!tiles) return;
    tiles.painter = { ...tiles.painter, ...change };
    tiles.invalidate();
    this.#level();
  }

  look(visible: readonly Box[], near: boolean, viewport: Viewport): void {
    this.#near = near;
    this.#zoom = viewport.zoom;
    this.#level();
    this.#tiles?.look(viewport, !near);
    this.#names?.look(visible, near, viewport.zoom);
  }

  #level(): void {
    const word = !this.#near ? 'far' : this.#zoom < midZoom() ? 'mid' : 'near';
    if (!this.#stage) return;
    if (this.#stage.dataset.level !== word) this.#stage.dataset.level = word;
    // Cards have their text sizes from it; in steps, so that a zoom restyles them seldom.
    const zoom = this.#near ? String(Math.max(0.3, Math.round(this.#zoom * 20) / 20)) : '1';
    if (this.#stage.style.getPropertyValue('--zoom') !== zoom) this.#stage.style.setProperty('--zoom', zoom);
  }

  /** What stands for that object: its card, or its name on the canvas. */
  elementOf(ref: Ref): HTMLElement | null | undefined {
    return this.#near ? this.#stage?.querySelector<HTMLElement>(`[data-ref="${CSS.escape(refKey(ref))}"]`) : this.#names?.elementOf(ref);
  }
}
