import { useSettings } from '../../state/settings.ts';
import type { Scene } from '../scenes/Scene.ts';

export const usePinned = (scene: Scene, key: string): boolean => useSettings((s) => s.pinned.includes(scene.placeKey(key)));
