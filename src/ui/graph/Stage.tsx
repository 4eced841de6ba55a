/**
 * The stage shows a scene by distance: from afar a canvas of cells (`far/Tiles.ts`), from near React cards, at most
 * `NEAR_BOXES` of them. React Flow gives panning, zooming, dragging and the minimap; the canvas follows its viewport.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type MouseEvent } from 'react';
import { ReactFlow, ReactFlowProvider, useReactFlow, useStore, useStoreApi, type Node as FlowNode, type NodeChange } from 'reactflow';
import 'reactflow/dist/style.css';
import { mirror } from '../state/cluster.ts';
import { hover, refKey, select, useSelection, type Ref } from '../state/selection.ts';
import { useSettings } from '../state/settings.ts';
import { cardOf } from '../faults/cards.ts';
import { useDragged } from '../faults/useDropTarget.ts';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';
import { crowded, MachineCard, NEAR_PODS } from './cards/MachineCard.tsx';
import { ServiceCard } from './cards/ServiceCard.tsx';
import { StackCard } from './cards/StackCard.tsx';
import { WaitingCard } from './cards/WaitingCard.tsx';
import { WorkloadCard } from './cards/WorkloadCard.tsx';
import { ComponentCard } from './cards/ComponentCard.tsx';
import { readPalette } from './far/paint.ts';
import { Tiles } from './far/Tiles.ts';
import { podMatches } from './matches.ts';
import { MessageCanvas } from './MessageCanvas.tsx';
import { ControlPlaneScene } from './scenes/ControlPlaneScene.ts';
import { MachinesScene } from './scenes/MachinesScene.ts';
import { WorkloadsScene } from './scenes/WorkloadsScene.ts';
import type { Box, Scene } from './scenes/Scene.ts';
import { stage } from './stage.ts';
import { TieCanvas } from './TieCanvas.tsx';
import { Edges } from './Edges.tsx';

const NODE_TYPES = { machine: MachineCard, waiting: WaitingCard, service: ServiceCard, workload: WorkloadCard, stack: StackCard, component: ComponentCard };
const NEAR_BOXES = 150;
const NEAR_ZOOM = 0.34;
const MARGIN = 60;
const PHONE_ZOOM = 0.72;
/** While a view fills for the first time it is fitted again, for so long. */
const SETTLING_MS = 2500;

export function Stage({ scene }: { scene: Scene }) {
  return <ReactFlowProvider><Inner key={scene.view} scene={scene} /></ReactFlowProvider>;
}

function Inner({ scene }: { scene: Scene }) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const tiles = useRef<Tiles>(undefined);
  const { locked, minimap } = useSettings();
  const theme = useDocumentTheme();
  const width = useStore((s) => s.width), height = useStore((s) => s.height);
  const transform = useStore((s) => s.transform);
  const [x, y, zoom] = transform;
  const version = useSceneVersion(scene);
  const visible = useMemo(() => inView(scene, version, x, y, zoom, width, height), [scene, version, x, y, zoom, width, height]);
  const pods = useCellCount(scene, visible);
  const near = visible.length <= NEAR_BOXES && zoom >= NEAR_ZOOM && pods <= NEAR_PODS;
  const nodes = useFlowNodes(scene, visible, near, version);

  const fit = useCallback(() => {
    const b = scene.bounds();
    const { width: w, height: h } = store.getState();
    const zoom = Math.min(1.4, (w * 0.95) / b.w, (h * 0.95) / b.h);
    // On a phone the whole would be too small to read: begin at the upper left, readable, and let the visitor pan.
    if (w < 520 && zoom < 0.6) return void flow.setViewport({ x: 12 - b.x * PHONE_ZOOM, y: 12 - b.y * PHONE_ZOOM, zoom: PHONE_ZOOM });
    void flow.setViewport({ x: (w - b.w * zoom) / 2 - b.x * zoom, y: (h - b.h * zoom) / 2 - b.y * zoom, zoom }, { duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200 });
  }, [flow, scene, store]);

  useFirstFit(scene, fit, width);

  useEffect(() => {
    stage.fit = fit;
    stage.tidy = () => { scene.tidy(); requestAnimationFrame(fit); };
    stage.show = (ref) => { const b = scene.placeOf(ref); if (b) void flow.fitBounds({ x: b.x - 200, y: b.y - 120, width: b.w + 400, height: b.h + 240 }, { duration: 250 }); };
    stage.refAt = (clientX, clientY) => { const at = flow.screenToFlowPosition({ x: clientX, y: clientY }); return scene.hit(at.x, at.y); };
  }, [fit, flow, scene]);

  useLayoutEffect(() => {
    const made = new Tiles(canvas.current!, { mirror, scene, palette: readPalette(), matches: undefined });
    tiles.current = made;
    const stops = [scene.onChange(() => made.invalidate()), mirror.onSlots('nodes', (slots) => made.invalidateBoxes(boxesOf(scene, 'nodes', slots)))];
    if (scene instanceof MachinesScene) {
      stops.push(scene.onCells((changed, boxes, vacated) => { made.invalidateBoxes([...boxes].flatMap((key) => scene.boxes.get(key) ?? [])); made.invalidateCells(changed, vacated); }));
      stops.push(mirror.onSlots('services', (slots) => made.invalidateBoxes(boxesOf(scene, 'services', slots))));
    }
    return () => { made.stop(); for (const stop of stops) stop(); };
  }, [scene]);

  useEffect(() => {
    const repaint = (): void => {
      const { search, namespace } = useSelection.getState();
      const t = tiles.current;
      if (!t) return;
      t.painter = { ...t.painter, palette: readPalette(), matches: search || namespace ? (pod) => podMatches(search, namespace, pod) : undefined };
      t.invalidate();
    };
    repaint();
    return useSelection.subscribe((s, before) => { if (s.search !== before.search || s.namespace !== before.namespace) repaint(); });
  }, [theme]);

  useLayoutEffect(() => { tiles.current?.resize(width, height); }, [width, height]);
  useLayoutEffect(() => { tiles.current?.look({ x, y, zoom }, !near); }, [x, y, zoom, near]);

  const refAt = (event: { clientX: number; clientY: number }): Ref | undefined => stage.refAt(event.clientX, event.clientY);
  const dragged = useDragged((s) => s.type);
  const targets = dragged && cardOf(dragged)?.targets.join(' ');
  const onNodesChange = (changes: NodeChange[]): void => {
    for (const c of changes) if (c.type === 'position' && c.position) scene.move(c.id, Math.round(c.position.x), Math.round(c.position.y));
  };

  return (
    <div className="stage" data-near={near || undefined} data-targets={targets} onMouseMove={near ? undefined : (event) => hover(refAt(event))}
      onContextMenuCapture={(event: MouseEvent<HTMLElement>) => { if (!near) markFar(event, refAt(event)); }}>
      <canvas ref={canvas} className="far" aria-hidden="true" />
      <Edges scene={scene} version={version} />
      <ReactFlow nodes={nodes} edges={[]} nodeTypes={NODE_TYPES} onNodesChange={onNodesChange} nodesDraggable={!locked} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false}
        elementsSelectable={false} minZoom={0.008} maxZoom={3} zoomOnDoubleClick={false} disableKeyboardA11y deleteKeyCode={null} panOnScroll={false} proOptions={{ hideAttribution: false }}
        onPaneClick={(event) => select(near ? undefined : refAt(event))} colorMode={theme === 'dark' ? 'dark' : 'light'} aria-label="Cluster" attributionPosition="top-right">
        {minimap && width > 520 && scene.boxes.size > 2 && <Overview scene={scene} version={version} />}
      </ReactFlow>
      {scene instanceof MachinesScene && <TieCanvas scene={scene} near={near} />}
      {scene instanceof ControlPlaneScene && <MessageCanvas scene={scene} />}
      {!near && <FarTip />}
    </div>
  );
}

/** The context menu looks for `data-ref`; a canvas has none of its own. */
function markFar(event: MouseEvent<HTMLElement>, ref: Ref | undefined): void {
  const host = event.currentTarget;
  if (ref) host.dataset.ref = refKey(ref); else delete host.dataset.ref;
}

function FarTip() {
  const ref = useSelection((s) => s.hovered);
  return ref ? <div className="far-tip" aria-hidden="true">{ref.kind} {ref.name}</div> : null;
}

/** React Flow's own minimap needs its nodes; this one draws the scene's boxes. */
function Overview({ scene, version }: { scene: Scene; version: number }) {
  const flow = useReactFlow();
  const b = useMemo(() => { void version; return scene.bounds(); }, [scene, version]);
  const [x, y, zoom] = useStore((s) => s.transform);
  const width = useStore((s) => s.width), height = useStore((s) => s.height);
  const shown = scene.boxes.size > 600 ? [] : [...scene.boxes.values()];
  const whole = b.x >= -x / zoom && b.y >= -y / zoom && b.x + b.w <= (width - x) / zoom && b.y + b.h <= (height - y) / zoom;
  if (whole) return null;
  const go = (event: MouseEvent<SVGSVGElement>): void => {
    const matrix = event.currentTarget.getScreenCTM();
    if (!matrix) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    void flow.setCenter(at.x, at.y, { zoom, duration: 150 });
  };
  return (
    <svg className="minimap" viewBox={`${b.x - 40} ${b.y - 40} ${b.w + 80} ${b.h + 80}`} onClick={go} aria-hidden="true">
      {shown.length === 0 && <rect x={b.x} y={b.y} width={b.w} height={b.h} className="minimap-box" />}
      {shown.map((box) => <rect key={box.key} x={box.x} y={box.y} width={box.w} height={box.h} rx={16} className="minimap-box" data-type={box.type} />)}
      <rect className="minimap-view" x={-x / zoom} y={-y / zoom} width={width / zoom} height={height / zoom} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

function useSceneVersion(scene: Scene): number {
  return useSyncExternalStore((listener) => scene.onChange(listener), () => scene.version);
}

/** Pods in the boxes that are in view; it is asked often, so it counts boxes, not pods. */
function useCellCount(scene: Scene, visible: readonly Box[]): number {
  const [count, set] = useState(0);
  useEffect(() => {
    if (!(scene instanceof MachinesScene)) return;
    const sum = (): void => {
      let n = scene.burst ? Infinity : 0;
      for (const box of visible) {
        const count = scene.berths(box.key)?.count ?? 0;
        n += crowded(count, box.key) ? Infinity : count;
      }
      set(n);
    };
    sum();
    return scene.onCells(sum);
  }, [scene, visible]);
  return count;
}

function useFlowNodes(scene: Scene, visible: readonly Box[], near: boolean, version: number): FlowNode[] {
  const [known] = useState(() => new Map<string, FlowNode>());
  return useMemo(() => {
    void version;
    const next = new Map<string, FlowNode>();
    if (near) for (const box of visible) {
      const old = known.get(box.key);
      const same = old && old.position.x === box.x && old.position.y === box.y && old.data.slot === box.slot && old.data.table === box.table;
      next.set(box.key, same ? old : flowNode(scene, box));
    }
    known.clear();
    for (const [key, node] of next) known.set(key, node);
    return [...next.values()];
  }, [scene, visible, near, version, known]);
}

const flowNode = (scene: Scene, box: Box): FlowNode => ({
  id: box.key, type: box.type, position: { x: box.x, y: box.y }, width: box.w, height: box.h, style: { width: box.w, height: box.h }, dragHandle: undefined,
  data: { slot: box.slot, table: box.table, boxKey: box.key, title: box.title, scene: scene instanceof MachinesScene || scene instanceof WorkloadsScene ? scene : undefined },
});

function inView(scene: Scene, _version: number, x: number, y: number, zoom: number, width: number, height: number): Box[] {
  const left = (-x - MARGIN) / zoom, top = (-y - MARGIN) / zoom, right = (width - x + MARGIN) / zoom, bottom = (height - y + MARGIN) / zoom;
  const boxes: Box[] = [];
  for (const box of scene.boxes.values()) if (box.x < right && box.x + box.w > left && box.y < bottom && box.y + box.h > top) boxes.push(box);
  return boxes;
}

function* boxesOf(scene: Scene, table: string, slots: Uint32Array): Iterable<Box> {
  const changed = new Set(slots);
  for (const box of scene.boxes.values()) if (box.table === table && changed.has(box.slot)) yield box;
}

/** Fits while the first things arrive, until they are there or the visitor takes over; never again of itself. */
function useFirstFit(scene: Scene, fit: () => void, width: number): void {
  const until = useRef(0);
  const count = useRef(0);
  useEffect(() => {
    if (!width) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const now = (): void => {
      if (scene.boxes.size <= 1 || until.current < 0) return;
      until.current ||= performance.now() + SETTLING_MS;
      if (performance.now() > until.current || scene.boxes.size === count.current) return;
      count.current = scene.boxes.size;
      clearTimeout(timer);
      timer = setTimeout(fit, 40);
    };
    const mine = (): void => { until.current = -1; clearTimeout(timer); };
    count.current = 0;
    now();
    const stop = scene.onChange(now);
    addEventListener('wheel', mine, { passive: true });
    addEventListener('pointerdown', mine);
    return () => { stop(); clearTimeout(timer); removeEventListener('wheel', mine); removeEventListener('pointerdown', mine); };
  }, [scene, fit, width]);
}
