import type { State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';

const SPRITES = new Map<string, HTMLCanvasElement>();
const SPRITE_PX = 48;

/** A state's shape in its colour, filled once: thousands of cells then copy it. */
export function sprite(state: State, colour: string): HTMLCanvasElement {
  const key = `${state}${colour}`;
  let canvas = SPRITES.get(key);
  if (!canvas) {
    canvas = document.createElement('canvas');
    canvas.width = canvas.height = SPRITE_PX;
    const ctx = canvas.getContext('2d')!;
    ctx.scale(SPRITE_PX / 12, SPRITE_PX / 12);
    ctx.fillStyle = colour;
    ctx.fill(new Path2D(STATES[state].path), 'evenodd');
    SPRITES.set(key, canvas);
  }
  return canvas;
}
