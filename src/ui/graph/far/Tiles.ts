/**
 * The far canvas: the world cut into tiles, each painted once and then only touched where a cell changed. Panning moves
 * ready tiles; a zoom shows the old ones stretched until the new are ready. Painting has a budget a frame, so it costs
 * the main thread a few milliseconds however large the cluster is.
 */
import type { Touched } from '../scenes/PodCells.ts';
import type { Bounds, Box } from '../scenes/Scene.ts';
import { paintCell, showsCells } from './cells.ts';
import { inkOf, type Painter } from './ink.ts';
import { paintBox, paintEdges, paintFrames } from './paint.ts';

interface Tile { readonly canvas: HTMLCanvasElement; readonly ctx: CanvasRenderingContext2D; readonly x: number; readonly y: number; boxes: Box[] | undefined; next: number; used: number }
interface Layer { readonly zoom: number; readonly tiles: Map<string, Tile> }

export interface Viewport { readonly x: number; readonly y: number; readonly zoom: number }

const SIDE = 512;
/** Wall ms of painting a frame: little while the picture moves, more when it stands still. */
const BUDGET_MS = 4, STILL_BUDGET_MS = 10;
/** Wall ms without a zoom before tiles are painted at the new scale. */
const SETTLE_MS = 140;
const LIMIT = 96;
/** A box with more cells than this is painted cell by cell; all of it at most so often. */
const LARGE = 60;
const LARGE_MS = 400;

export class Tiles {
  #layer: Layer = { zoom: 1, tiles: new Map() };
  #old: Layer | undefined;
  #viewport: Viewport = { x: 0, y: 0, zoom: 1 };
  #zoomedAt = 0;
  #movedAt = 0;
  #frame = 0;
  #clock = 0;
  #later: ReturnType<typeof setTimeout> | undefined;
  #ctx: CanvasRenderingContext2D;
  /** False: only frames and lines are painted, boxes are React's. */
  #boxes = true;
  /** Boxes to be painted again, and from when on. */
  #dirty = new Map<string, number>();
  /** Cells to be painted again, by box. */
  #cells = new Map<string, Set<number>>();

  constructor(private readonly canvas: HTMLCanvasElement, public painter: Painter) { this.#ctx = canvas.getContext('2d', { alpha: true })!; }

  get #ratio(): number { return Math.min(2, devicePixelRatio || 1); }

  resize(width: number, height: number): void {
    const ratio = this.#ratio;
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.draw();
  }

  look(viewport: Viewport, boxes: boolean): void {
    const now = performance.now();
    if (viewport.zoom !== this.#viewport.zoom) this.#zoomedAt = now;
    if (viewport.x !== this.#viewport.x || viewport.y !== this.#viewport.y || viewport.zoom !== this.#viewport.zoom) this.#movedAt = now;
    this.#viewport = viewport;
    if (boxes !== this.#boxes) { this.#boxes = boxes; this.invalidate(); }
    this.draw();
  }

  /** Everything has to be painted anew; what is there stays until the new is ready. */
  invalidate(): void {
    if (this.#layer.tiles.size && (!this.#old || [...this.#layer.tiles.values()].every((tile) => tile.boxes && tile.next >= tile.boxes.length))) this.#old = this.#layer;
    this.#layer = { zoom: this.#layer.zoom, tiles: new Map() };
    this.#dirty.clear();
    this.#cells.clear();
    this.draw();
  }

  invalidateBoxes(keys: Iterable<string>): void {
    if (!this.#boxes) return;
    for (const key of keys) this.#dirty.set(key, 0);
    this.draw();
  }

  /** Pods changed: their cells are painted at the next frame, and the counts of their boxes, of large boxes a little later. */
  touch({ boxes, cells, whole }: Touched): void {
    if (!this.#boxes) return;
    const { scene } = this.painter;
    const later = performance.now() + LARGE_MS;
    boxes.forEach((key, i) => {
      if ((scene.pods.berths(key)?.cells.length ?? 0) <= LARGE || whole.has(key)) { this.#dirty.set(key, 0); return; }
      if (!this.#dirty.has(key)) this.#dirty.set(key, later);
      const set = this.#cells.get(key);
      if (set) set.add(cells[i]!); else this.#cells.set(key, new Set([cells[i]!]));
    });
    for (const key of whole) this.#dirty.set(key, 0);
    this.draw();
  }

  /** Paints what changed, until the deadline; false when some is left. */
  #mend(deadline: number): boolean {
    const { scene } = this.painter;
    const { zoom } = this.#layer;
    for (const [key, cells] of this.#cells) {
      this.#cells.delete(key);
      const box = scene.boxes.get(key);
      if (!box || this.#dirty.get(key) === 0 || !showsCells(scene, box, zoom)) continue;
      for (const cell of cells) {
        const bounds = scene.cellAt(box, cell);
        if (bounds) for (const tile of this.#touching(bounds)) this.#paint(tile, () => paintCell(inkOf(tile.ctx, this.painter, zoom), box, cell));
      }
      if (performance.now() > deadline) return false;
    }
    const now = performance.now();
    let waits = false;
    for (const [key, due] of this.#dirty) {
      if (due > now) { waits = true; continue; }
      this.#dirty.delete(key);
      this.#repaint(key);
      if (performance.now() > deadline) return false;
    }
    // What lies over its neighbours comes last.
    const top = this.#top();
    if (top) this.#repaint(top);
    if (waits) this.#later ??= setTimeout(() => { this.#later = undefined; this.draw(); }, LARGE_MS);
    return true;
  }

  #top(): string | undefined {
    for (const box of this.painter.scene.boxes.values()) if (box.open) return box.key;
    return undefined;
  }

  #repaint(key: string): void {
    const box = this.painter.scene.boxes.get(key);
    if (box) for (const tile of this.#touching(box)) if (tile.boxes) this.#paint(tile, () => paintBox(tile.ctx, this.painter, box, this.#layer.zoom));
  }

  draw(): void { this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.#render(); }); }
  stop(): void { cancelAnimationFrame(this.#frame); clearTimeout(this.#later); this.#frame = -1; }

  #touching(b: Bounds): Tile[] {
    const step = SIDE / (this.#layer.zoom * this.#ratio);
    const found: Tile[] = [];
    for (let ty = Math.floor(b.y / step); ty <= Math.floor((b.y + b.h) / step); ty++) {
      for (let tx = Math.floor(b.x / step); tx <= Math.floor((b.x + b.w) / step); tx++) {
        const tile = this.#layer.tiles.get(`${tx},${ty}`);
        if (tile) found.push(tile);
      }
    }
    return found;
  }

  #paint(tile: Tile, paint: () => void): void {
    const scale = this.#layer.zoom * this.#ratio;
    tile.ctx.setTransform(scale, 0, 0, scale, -tile.x * SIDE, -tile.y * SIDE);
    paint();
  }

  #render(): void {
    const start = performance.now();
    const { x, y, zoom } = this.#viewport;
    let unfinished = false;
    if (zoom !== this.#layer.zoom) {
      if (start - this.#zoomedAt > SETTLE_MS || this.#layer.tiles.size === 0) {
        if (!this.#old || this.#layer.tiles.size > 3) this.#old = this.#layer;
        this.#layer = { zoom, tiles: new Map() };
      } else unfinished = true;
    }
    const ratio = this.#ratio;
    const layer = this.#layer;
    const step = SIDE / (layer.zoom * ratio);
    const width = this.canvas.width / ratio / zoom, height = this.canvas.height / ratio / zoom;
    const left = -x / zoom, top = -y / zoom;
    const visible: Tile[] = [];
    for (let ty = Math.floor(top / step); ty <= Math.floor((top + height) / step); ty++)
      for (let tx = Math.floor(left / step); tx <= Math.floor((left + width) / step); tx++) visible.push(this.#tile(layer, tx, ty));
    const deadline = start + (start - this.#movedAt > SETTLE_MS ? STILL_BUDGET_MS : BUDGET_MS);
    let ready = true;
    for (const tile of visible) { tile.used = ++this.#clock; if (!this.#fill(tile, step, deadline)) { ready = false; break; } }
    if (ready && layer.zoom === zoom) this.#old = undefined;
    // What was painted is mended when all is painted: a cluster that pours in would leave no time for the rest.
    if (ready && this.#boxes && (this.#dirty.size > 0 || this.#cells.size > 0)) ready = this.#mend(deadline);
    this.#evict();
    const ctx = this.#ctx;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.#old) for (const tile of this.#old.tiles.values()) this.#compose(tile, this.#old.zoom);
    for (const tile of visible) if (tile.boxes) {
      if (this.#old && tile.next >= tile.boxes.length) this.#clear(tile, layer.zoom);
      this.#compose(tile, layer.zoom);
    }
    if (!ready || unfinished) this.draw();
  }

  #tile(layer: Layer, x: number, y: number): Tile {
    const key = `${x},${y}`;
    let tile = layer.tiles.get(key);
    if (!tile) {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = SIDE;
      layer.tiles.set(key, (tile = { canvas, ctx: canvas.getContext('2d')!, x, y, boxes: undefined, next: 0, used: 0 }));
    }
    return tile;
  }

  /** Paints what the tile still lacks; false when the time is up. */
  #fill(tile: Tile, step: number, deadline: number): boolean {
    if (tile.boxes && tile.next >= tile.boxes.length) return true;
    if (!tile.boxes) {
      const x0 = tile.x * step, y0 = tile.y * step, x1 = x0 + step, y1 = y0 + step;
      tile.boxes = [];
      if (this.#boxes) for (const box of this.painter.scene.boxes.values()) if (box.x < x1 && box.x + box.w > x0 && box.y < y1 && box.y + box.h > y0) tile.boxes.push(box);
      this.#paint(tile, () => { paintFrames(tile.ctx, this.painter, this.#layer.zoom); paintEdges(tile.ctx, this.painter, this.#layer.zoom, x0, y0, step); });
    }
    while (tile.next < tile.boxes.length) {
      const box = tile.boxes[tile.next++]!;
      this.#paint(tile, () => paintBox(tile.ctx, this.painter, box, this.#layer.zoom));
      if (performance.now() > deadline) return tile.next >= tile.boxes.length;
    }
    return true;
  }

  #place(tile: Tile, tileZoom: number): [number, number, number] {
    const { x, y, zoom } = this.#viewport;
    const ratio = this.#ratio;
    const side = (SIDE * zoom) / tileZoom;
    return [x * ratio + tile.x * side, y * ratio + tile.y * side, side];
  }

  #compose(tile: Tile, tileZoom: number): void {
    const [px, py, side] = this.#place(tile, tileZoom);
    if (side === SIDE) this.#ctx.drawImage(tile.canvas, Math.round(px), Math.round(py));
    else this.#ctx.drawImage(tile.canvas, px, py, side, side);
  }

  #clear(tile: Tile, tileZoom: number): void {
    const [px, py, side] = this.#place(tile, tileZoom);
    this.#ctx.clearRect(px, py, side, side);
  }

  #evict(): void {
    const { tiles } = this.#layer;
    if (tiles.size <= LIMIT) return;
    for (const [key] of [...tiles].sort((a, b) => a[1].used - b[1].used).slice(0, tiles.size - LIMIT / 2)) tiles.delete(key);
  }
}
