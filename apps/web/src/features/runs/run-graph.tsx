import { type JSX, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RunGraph as Graph } from '../../api/runs.ts';
import { IconButton } from '../../ui/button.tsx';
import { lookOf, StateBadge } from '../../ui/state-badge.tsx';
import { useTheme } from '../../ui/theme.ts';
import { durationText } from '../workspace/duration-text.ts';
import { type Camera, fitted, moved, showing, zoomed } from './graph-camera.ts';
import { type GraphLayout, layoutOf, neighbourOf, type PlacedNode } from './graph-layout.ts';
import { nodeAt, paint, paletteOf } from './graph-paint.ts';
import { RunLink, TaskRunLink, useOpen } from './place-link.tsx';

const HEIGHT = 400;
const STEP = 1.25;
const FONT = "500 12.5px 'Inter Variable', system-ui, sans-serif";

/** What waited for what, as a drawing that can be moved, enlarged and walked through by keys. */
export function RunGraph({ graph }: { readonly graph: Graph }): JSX.Element {
  const layout = useMemo(() => layoutOf(graph), [graph]);
  const [chosen, setChosen] = useState<string | undefined>();
  const view = useView(layout, chosen);
  const open = useOpen();
  const at = chosen === undefined ? undefined : layout.byId.get(chosen);
  const enter = ({ node }: PlacedNode): void =>
    node.kind === 'flow-run' ? open.run(node.id) : open.taskRun(node.id);
  const choose = (next: PlacedNode | undefined): void => {
    setChosen(next?.node.id);
    if (next) view.show(next);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key.startsWith('Arrow')) {
      if (!at) choose(layout.nodes[0]);
      else choose(neighbourOf(layout, at.node.id, event.key) ?? at);
    } else if (event.key === 'Enter' && at) enter(at);
    else if (event.key === 'Escape') setChosen(undefined);
    else if (event.key === '+' || event.key === '=') view.zoom(STEP);
    else if (event.key === '-') view.zoom(1 / STEP);
    else if (event.key === '0') view.fit();
    else return;
    event.preventDefault();
  };
  return (
    <div className="relative overflow-hidden rounded-8 border border-line bg-sunken">
      <div
        role="group"
        tabIndex={0}
        aria-label={`Dependency graph, ${layout.nodes.length} runs. Arrow keys go from run to run, Enter opens one.`}
        onKeyDown={onKeyDown}
        className="focus-visible:outline-offset-[-2px]"
        style={{ height: HEIGHT }}
      >
        <span ref={view.probe} aria-hidden="true" className="hidden" />
        <canvas
          ref={view.canvas}
          className="block size-full cursor-grab touch-none active:cursor-grabbing"
          {...view.pointer((x, y, isTwice) => {
            const hit = nodeAt(layout, view.camera.current, x, y);
            setChosen(hit?.node.id);
            if (hit && isTwice) enter(hit);
          })}
        />
      </div>
      <div className="absolute top-2 right-2 flex flex-col gap-1 rounded-6 border border-line bg-surface p-0.5 shadow-0">
        <IconButton icon="plus" label="Enlarge" size="small" onClick={() => view.zoom(STEP)} />
        <IconButton icon="minus" label="Make smaller" size="small" onClick={() => view.zoom(1 / STEP)} />
        <IconButton icon="expand" label="Show all" size="small" onClick={view.fit} />
      </div>
      <div aria-live="polite">{at && <Chosen at={at} />}</div>
    </div>
  );
}

/** The node that is looked at, with the way to its page. */
function Chosen({ at: { node } }: { at: PlacedNode }): JSX.Element {
  const seconds =
    ((node.end_time ? Date.parse(node.end_time) : Date.now()) - Date.parse(node.start_time)) / 1000;
  const Target = node.kind === 'flow-run' ? RunLink : TaskRunLink;
  return (
    <div className="absolute bottom-2 left-2 flex max-w-[calc(100%-16px)] items-center gap-3 rounded-6 border border-line bg-raised px-3 py-2 shadow-1 animate-rise">
      <StateBadge type={node.state_type} name={lookOf(node.state_type).name} />
      <span className="min-w-0">
        <Target id={node.id} className="block font-medium">
          {node.label}
        </Target>
        <span className="num block text-12 text-ink-3">
          {durationText(seconds)}
          {node.parents.length > 0 && ` · waited for ${node.parents.length}`}
        </span>
      </span>
    </div>
  );
}

/** Canvas, camera and what the pointer does with them; draws once a frame at most. */
function useView(layout: GraphLayout, chosen: string | undefined) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const camera = useRef<Camera>({ x: 0, y: 0, scale: 1 });
  const isTouched = useRef(false);
  const frame = useRef(0);
  const theme = useTheme();
  const latest = useRef({ layout, chosen });
  latest.current = { layout, chosen };
  const draw = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const [element, asked] = [canvas.current, probe.current];
      const context = element?.getContext('2d');
      if (!element || !asked || !context) return;
      const { clientWidth: width, clientHeight: height } = element;
      const ratio = window.devicePixelRatio;
      if (element.width !== Math.round(width * ratio)) element.width = Math.round(width * ratio);
      if (element.height !== Math.round(height * ratio)) element.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.font = FONT;
      context.textBaseline = 'middle';
      const size = { width, height };
      paint(context, { ...latest.current, camera: camera.current, palette: paletteOf(asked), size });
    });
  }, []);
  const sizeNow = (): { width: number; height: number } => ({
    width: canvas.current?.clientWidth ?? 0,
    height: canvas.current?.clientHeight ?? 0,
  });
  const look = useCallback(
    (next: Camera) => {
      camera.current = next;
      draw();
    },
    [draw],
  );
  const fit = useCallback(() => {
    isTouched.current = false;
    look(fitted(latest.current.layout, sizeNow()));
  }, [look]);
  useLayoutEffect(() => {
    // whoever moved it keeps what they look at while the run goes on
    if (isTouched.current) draw();
    else fit();
  }, [layout, chosen, theme, draw, fit]);
  useRedraw(canvas, () => (isTouched.current ? draw() : fit()));
  useWheel(canvas, (factor, at) => {
    isTouched.current = true;
    look(zoomed(camera.current, factor, at));
  });
  const touch = (next: Camera): void => {
    isTouched.current = true;
    look(next);
  };
  return {
    canvas,
    probe,
    camera,
    fit,
    zoom: (factor: number) => {
      const { width, height } = sizeNow();
      touch(zoomed(camera.current, factor, { x: width / 2, y: height / 2 }));
    },
    show: (one: PlacedNode) => touch(showing(camera.current, one, sizeNow())),
    pointer: (onClick: (x: number, y: number, isTwice: boolean) => void) =>
      pointerOf((dx, dy) => touch(moved(camera.current, dx, dy)), onClick),
  };
}

/** Again when its size or the colours of the system change. */
function useRedraw(canvas: React.RefObject<HTMLCanvasElement | null>, redraw: () => void): void {
  const latest = useRef(redraw);
  latest.current = redraw;
  useEffect(() => {
    const again = (): void => latest.current();
    const observer = new ResizeObserver(again);
    if (canvas.current) observer.observe(canvas.current);
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', again);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', again);
    };
  }, [canvas]);
}

/** Ctrl or ⌘ and the wheel, or two fingers: the wheel alone still moves the page. */
function useWheel(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  zoom: (factor: number, at: { x: number; y: number }) => void,
): void {
  const latest = useRef(zoom);
  latest.current = zoom;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      latest.current(Math.exp(-event.deltaY / 200), { x: event.offsetX, y: event.offsetY });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [canvas]);
}

const MOVED_FROM = 4;

/** Drags the drawing; a press that does not move is a click. */
function pointerOf(
  pan: (dx: number, dy: number) => void,
  onClick: (x: number, y: number, isTwice: boolean) => void,
) {
  return {
    onPointerDown: ({
      currentTarget,
      pointerId,
      clientX,
      clientY,
    }: React.PointerEvent<HTMLCanvasElement>) => {
      currentTarget.setPointerCapture(pointerId);
      currentTarget.dataset['from'] = `${clientX} ${clientY}`;
      delete currentTarget.dataset['moved'];
    },
    onPointerMove: ({
      currentTarget,
      clientX,
      clientY,
      movementX,
      movementY,
    }: React.PointerEvent<HTMLCanvasElement>) => {
      const [x = 0, y = 0] = (currentTarget.dataset['from'] ?? '').split(' ').map(Number);
      if (currentTarget.dataset['from'] === undefined) return;
      if (Math.hypot(clientX - x, clientY - y) > MOVED_FROM) currentTarget.dataset['moved'] = 'yes';
      if (currentTarget.dataset['moved']) pan(movementX, movementY);
    },
    onPointerUp: ({ currentTarget }: React.PointerEvent<HTMLCanvasElement>) => {
      delete currentTarget.dataset['from'];
    },
    onClick: ({ currentTarget, nativeEvent, detail }: React.MouseEvent<HTMLCanvasElement>) => {
      if (!currentTarget.dataset['moved']) onClick(nativeEvent.offsetX, nativeEvent.offsetY, detail > 1);
    },
  };
}
