/**
 * The stage shows a scene by distance: from afar a canvas of blocks, tiles and cells (`far/`), from near React cards, a
 * few hundred at most (`useLevel`). React Flow gives panning, zooming and dragging; the canvas follows its viewport.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type MouseEvent } from 'react';
import { ReactFlow, ReactFlowProvider, useReactFlow, useStore, useStoreApi, type Node as FlowNode, type NodeChange, type Viewport } from 'reactflow';
import 'reactflow/dist/style.css';
import { mirror } from '../state/cluster.ts';
import { announce } from '../state/notices.ts';
import { hover, refKey, select, useSelection, type Ref } from '../state/selection.ts';
import { change, useSettings, type View } from '../state/settings.ts';
import { cardOf, whyNot } from '../faults/cards.ts';
import { useDragged } from '../faults/useDropTarget.ts';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';
import { MachineCard } from './cards/MachineCard.tsx';
import { EndpointsCard } from './cards/EndpointsCard.tsx';
import { MoreCard } from './cards/MoreCard.tsx';
import { ServiceCard } from './cards/ServiceCard.tsx';
import { StackCard } from './cards/StackCard.tsx';
import { WaitingCard } from './cards/WaitingCard.tsx';
import { WorkloadCard } from './cards/WorkloadCard.tsx';
import { ComponentCard } from './cards/ComponentCard.tsx';
import { Drawn } from './Drawn.ts';
import { showsCells } from './far/cells.ts';
import { readPalette } from './far/palette.ts';
import { Tiles } from './far/Tiles.ts';
import { boxMatches } from './matches.ts';
import { MessageLayer } from './messages/MessageLayer.tsx';
import { Minimap } from './Minimap.tsx';
import { NameLayer } from './NameLayer.ts';
import { Names } from './Names.tsx';
import { Overlay } from './Overlay.tsx';
import { podFilter } from './podFilter.ts';
import { ControlPlaneScene } from './scenes/ControlPlaneScene.ts';
import { StackScene } from './scenes/StackScene.ts';
import type { Box, Scene } from './scenes/Scene.ts';
import { stage } from './stage.ts';
import { useFirstFit } from './useFirstFit.ts';
import { useLevel, type Level } from './useLevel.ts';
import { useRover } from './useRover.ts';

const NODE_TYPES = { machine: MachineCard, waiting: WaitingCard, service: ServiceCard, endpoints: EndpointsCard, workload: WorkloadCard, stack: StackCard, component: ComponentCard, more: MoreCard };
/** On a phone: the zoom a view begins with, and the least at which all of it is shown instead. */
const PHONE_ZOOM = 0.72, PHONE_LEAST = 0.34;
/** Room that a fit leaves for titles above and tools below. */
const HEAD_PX = 22, FOOT_PX = 58, EDGE_PX = 12, TOOLS_PX = 165;
/** Narrower is a phone's; there the messages lie above the tools. */
const PHONE_PX = 520;
const VIEW_OF: Readonly<Record<string, View>> = { Node: 'machines', Pod: 'machines', Service: 'services', Endpoints: 'services', Component: 'control-plane' };

/** Where the visitor was in a view that was shown before. */
const viewports = new WeakMap<Scene, Viewport>();
/** What is to be shown once its view is there. */
let wanted: Ref | undefined;

const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches || useSettings.getState().reducedMotion;

export function Stage({ scene }: { scene: Scene }) {
  return <ReactFlowProvider><Inner key={scene.view} scene={scene} /></ReactFlowProvider>;
}

function Inner({ scene }: { scene: Scene }) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn] = useState(() => new Drawn());
  const { locked, minimap, pinned } = useSettings();
  const theme = useDocumentTheme();
  const width = useStore((s) => s.width), height = useStore((s) => s.height);
  const [names, setNames] = useState<HTMLElement | null>(null);

  useLayoutEffect(() => {
    const made = new Tiles(canvas.current!, { mirror, scene, palette: readPalette(), matches: undefined, matchesBox: undefined });
    drawn.showTiles(made);
    const rows = (table: Box['table']) => (slots: Uint32Array) => made.invalidateBoxes(keysOf(scene, table, slots));
    const stops = [scene.onChange(() => made.invalidate()), scene.pods.onTouched((touched) => made.touch(touched)), ...(['nodes', 'services', 'workloads'] as const).map((table) => mirror.onSlots(table, rows(table)))];
    return () => { made.stop(); for (const stop of stops) stop(); };
  }, [scene, drawn]);

  useEffect(() => {
    if (!names) return;
    const layer = new NameLayer(names, scene, mirror);
    drawn.showNames(layer);
    return () => { drawn.showNames(undefined); layer.stop(); };
  }, [names, scene, drawn]);

  useEffect(() => {
    const repaint = (): void => drawn.repaint({ palette: readPalette(), matches: podFilter.on ? podFilter.matches : undefined, matchesBox: podFilter.on ? (box) => boxMatches(scene, box) : undefined });
    repaint();
    // The document has its new theme after this: its colours are read a frame later.
    const frame = requestAnimationFrame(repaint);
    const stop = podFilter.onChange(repaint);
    return () => { cancelAnimationFrame(frame); stop(); };
  }, [theme, scene, drawn]);

  const level = useLevel(scene, drawn);
  const { near } = level;
  const nodes = useFlowNodes(scene, level, pinned);

  const fitFrom = useCallback((first: boolean) => {
    const b = scene.bounds();
    const { width: w, height: h } = store.getState();
    const within = (foot: number): number => Math.min(1.4, (w - 24) / b.w, (h - HEAD_PX - foot) / b.h);
    // Beside the tools there may be room enough.
    const foot = (w - b.w * within(EDGE_PX)) / 2 > TOOLS_PX ? EDGE_PX : w < PHONE_PX && scene instanceof ControlPlaneScene ? 2 * FOOT_PX : FOOT_PX;
    const zoom = within(foot);
    // On a phone the whole may be too small to read: a view begins at the upper left then, as wide as can be, and the visitor pans.
    if (first && w < PHONE_PX && zoom < PHONE_LEAST) {
      const wide = Math.max(PHONE_LEAST, Math.min(PHONE_ZOOM, (w - 24) / b.w));
      return void flow.setViewport({ x: 12 - b.x * wide, y: HEAD_PX - b.y * wide, zoom: wide });
    }
    void flow.setViewport({ x: (w - b.w * zoom) / 2 - b.x * zoom, y: HEAD_PX + (h - HEAD_PX - foot - b.h * zoom) / 2 - b.y * zoom, zoom }, { duration: still() ? 0 : 200 });
  }, [flow, scene, store]);
  const fit = useCallback(() => fitFrom(false), [fitFrom]), firstFit = useCallback(() => fitFrom(true), [fitFrom]);
  const [before] = useState(() => viewports.get(scene));
  useFirstFit(scene, firstFit, width, before !== undefined);

  const rover = useRover(scene, drawn);

  useEffect(() => {
    stage.fit = fit;
    stage.tidy = () => { scene.tidy(); requestAnimationFrame(fit); };
    stage.show = (ref) => {
      const place = scene.placeOf(ref);
      if (!place) {
        const view = VIEW_OF[ref.kind] ?? 'workloads';
        if (view !== scene.view) { wanted = ref; change({ view, asTable: false }); }
        return;
      }
      const berth = ref.kind === 'Pod' ? scene.pods.berthsOf(mirror.find('Pod', ref.namespace, ref.name))[0] : undefined;
      const holder = (berth && scene.boxes.get(berth.box)) ?? place;
      // A pod that a closed stack has no cell for is shown by opening it.
      if (berth && place === holder && scene instanceof StackScene && !scene.isOpen(berth.box)) scene.toggle(berth.box);
      void flow.fitBounds({ x: holder.x - 160, y: holder.y - 100, width: holder.w + 320, height: holder.h + 200 }, { duration: still() ? 0 : 350 });
    };
    stage.refAt = (clientX, clientY) => {
      const at = flow.screenToFlowPosition({ x: clientX, y: clientY });
      const box = scene.boxAt(at.x, at.y);
      return scene.hit(at.x, at.y, box !== undefined && showsCells(scene, box, flow.getZoom()));
    };
    stage.pin = (ref, on) => {
      const key = scene.placeKey(refKey(ref));
      const box = scene.boxes.get(refKey(ref));
      const { pinned: list, places } = useSettings.getState();
      if (on && box) change({ pinned: [...list.filter((k) => k !== key), key], places: { ...places, [key]: [box.x, box.y] } });
      else change({ pinned: list.filter((k) => k !== key) });
    };
    stage.isPinned = (ref) => scene.isPinned(refKey(ref));
    stage.hasStack = (ref) => scene instanceof StackScene && scene.stackOf(ref) !== undefined;
    stage.toggleStack = (ref) => {
      const key = scene instanceof StackScene ? scene.stackOf(ref) : undefined;
      if (key === undefined || !(scene instanceof StackScene)) return;
      scene.toggle(key);
      announce(scene.isOpen(key) ? 'Its pods are open' : 'Its pods are closed');
    };
    if (wanted) { const ref = wanted; wanted = undefined; const timer = setTimeout(() => stage.show(ref), 120); return () => clearTimeout(timer); }
  }, [fit, flow, scene]);

  useLayoutEffect(() => { drawn.resize(width, height); }, [width, height, scene, drawn]);

  const refAt = (event: { clientX: number; clientY: number }): Ref | undefined => stage.refAt(event.clientX, event.clientY);
  const dragged = useDragged((s) => s.type);
  const targets = dragged && cardOf(dragged)?.targets.join(' ');
  const onNodesChange = (changes: NodeChange[]): void => {
    for (const c of changes) if (c.type === 'position' && c.position) scene.move(c.id, Math.round(c.position.x), Math.round(c.position.y));
  };
  const onPaneClick = (event: MouseEvent | globalThis.MouseEvent): void => {
    if (near) return select(undefined);
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const ref = refAt(event), box = scene.boxAt(at.x, at.y);
    if (box?.type === 'stack' && !ref && scene instanceof StackScene) { scene.toggle(box.key); return; }
    if (box?.type === 'more') return change({ view: 'services' });
    select(ref);
  };

  return (
    <div className="stage" ref={(element) => { drawn.showStage(element); }} data-near={near || undefined} data-view={scene.view} data-targets={targets} role="group" aria-label="Graph: arrow keys go from one to the next"
      {...rover} onMouseMove={near ? undefined : (event) => hover(refAt(event))} onMouseLeave={() => hover(undefined)} onContextMenuCapture={(event: MouseEvent<HTMLElement>) => markFar(event, near ? undefined : refAt(event))}>
      <canvas ref={canvas} className="far" aria-hidden="true" />
      <ReactFlow nodes={nodes} edges={NO_EDGES} nodeTypes={NODE_TYPES} onNodesChange={onNodesChange} nodesDraggable={!locked} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} defaultViewport={before}
        elementsSelectable={false} minZoom={0.008} maxZoom={3} zoomOnDoubleClick={false} disableKeyboardA11y deleteKeyCode={null} panActivationKeyCode={null} panOnScroll={false} onMoveEnd={(_event, viewport) => viewports.set(scene, viewport)}
        onPaneClick={onPaneClick} colorMode={theme === 'dark' ? 'dark' : 'light'} aria-label="Cluster" attributionPosition="top-right">
        <Names ref={setNames} />
        {minimap && width > 520 && scene.boxes.size > 2 && <Minimap scene={scene} />}
      </ReactFlow>
      <Overlay scene={scene} near={near} />
      {scene instanceof ControlPlaneScene && <MessageLayer scene={scene} />}
      <FarTip near={near} />
    </div>
  );
}

const NO_EDGES: never[] = [];
const NO_NODES: FlowNode[] = [];

/** The context menu looks for `data-ref`; a canvas has none of its own. */
function markFar(event: MouseEvent<HTMLElement>, ref: Ref | undefined): void {
  const host = event.currentTarget;
  if (ref) host.dataset.ref = refKey(ref); else delete host.dataset.ref;
}

/** What is under the pointer on the canvas; with a fault card in hand, whether it may be dropped there, and if not why. */
function FarTip({ near }: { near: boolean }) {
  const hovered = useSelection((s) => s.hovered);
  const { type, over } = useDragged();
  const card = type === undefined ? undefined : cardOf(type);
  // From near, what is under the pointer says so itself; what a card in the air is over only here.
  const ref = card ? over : near ? undefined : hovered;
  if (!ref) return null;
  const slot = ref.kind === 'Pod' ? mirror.find('Pod', ref.namespace, ref.name) : -1;
  const why = card && whyNot(card, ref);
  return <div className="far-tip" data-bad={why ? true : undefined} aria-hidden="true">{why ?? <><span>{card ? `${card.title}: ` : ''}{ref.kind}</span> <strong>{ref.name}</strong>{slot >= 0 && ` ${mirror.text(mirror.tables.pods.get(slot, 'status'))}`}</>}</div>;
}

function useFlowNodes(scene: Scene, level: Level, pinned: readonly string[]): FlowNode[] {
  const [known] = useState(() => new Map<string, FlowNode>());
  return useMemo(() => {
    if (!level.near) { known.clear(); return NO_NODES; }
    const next = new Map<string, FlowNode>();
    for (const box of level.boxes) {
      const old = known.get(box.key);
      const draggable = !pinned.includes(scene.placeKey(box.key));
      const same = old && old.data.box === box && old.position.x === box.x && old.position.y === box.y && (old.draggable !== false) === draggable;
      next.set(box.key, same ? old : flowNode(scene, box, draggable));
    }
    known.clear();
    for (const [key, node] of next) known.set(key, node);
    return [...next.values()];
  }, [scene, level, pinned, known]);
}

/** What is pinned or locked takes no drag, but is chosen and has its menu all the same: without `pointerEvents` React Flow would let no pointer at it. */
const flowNode = (scene: Scene, box: Box, draggable: boolean): FlowNode => ({
  id: box.key, type: box.type, position: { x: box.x, y: box.y }, width: box.w, height: box.h, style: { width: box.w, height: box.h, pointerEvents: 'all' }, zIndex: box.open ? 10 : 0, ...(draggable ? {} : { draggable: false }),
  data: { slot: box.slot, table: box.table, boxKey: box.key, title: box.title, box, scene },
});

function* keysOf(scene: Scene, table: Box['table'], slots: Uint32Array): Iterable<string> {
  const changed = new Set(slots);
  for (const box of scene.boxes.values()) if (box.table === table && changed.has(box.slot)) yield box.key;
}
