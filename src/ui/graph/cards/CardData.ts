import type { Box, Scene } from '../scenes/Scene.ts';

/** What React Flow hands a card. */
export interface CardData extends Record<string, unknown> { readonly slot: number; readonly table: Box['table']; readonly boxKey: string; readonly title: string | undefined; readonly box: Box; readonly scene: Scene }
