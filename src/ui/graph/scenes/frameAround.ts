import type { Bounds, Frame } from './Scene.ts';

/** The frame of these boxes, with room for its title above; none around nothing. */
export function frameAround(title: string, boxes: readonly Bounds[], pad: number, head: number): Frame[] {
  if (boxes.length === 0) return [];
  let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
  for (const box of boxes) {
    x0 = Math.min(x0, box.x); y0 = Math.min(y0, box.y);
    x1 = Math.max(x1, box.x + box.w); y1 = Math.max(y1, box.y + box.h);
  }
  return [{ title, head, x: x0 - pad, y: y0 - head, w: x1 - x0 + 2 * pad, h: y1 - y0 + head + pad }];
}
