import { useEffect, useState } from 'react';
import { mirror } from '../state/cluster.ts';
import { useClock } from '../state/clock.ts';
import type { View } from '../state/settings.ts';
import { ControlPlaneScene } from './scenes/ControlPlaneScene.ts';
import { MachinesScene } from './scenes/MachinesScene.ts';
import type { Scene } from './scenes/Scene.ts';
import { ServicesScene } from './scenes/ServicesScene.ts';
import { WorkloadsScene } from './scenes/WorkloadsScene.ts';

const make = (view: View): Scene => {
  switch (view) {
    case 'machines': return new MachinesScene(mirror);
    case 'workloads': return new WorkloadsScene(mirror);
    case 'services': return new ServicesScene(mirror);
    case 'control-plane': return new ControlPlaneScene(mirror);
  }
};

/** Scenes live as long as their cluster, so that a view has its places when it is shown again. */
const scenes = new Map<View, Scene>();

export function useScene(view: View): Scene {
  const startMs = useClock((c) => c.startMs);
  const [, redraw] = useState(0);
  useEffect(() => {
    const clear = (): void => { for (const scene of scenes.values()) scene.dispose(); scenes.clear(); redraw((n) => n + 1); };
    return startMs === 0 ? clear() : undefined;
  }, [startMs]);
  let scene = scenes.get(view);
  if (!scene) scenes.set(view, (scene = make(view)));
  return scene;
}
