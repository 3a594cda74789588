import { lookOf } from '../../ui/state-badge.tsx';
import type { Camera } from './graph-camera.ts';
import { type GraphLayout, NODE_HEIGHT, NODE_WIDTH, type PlacedNode } from './graph-layout.ts';

/** From this size on, names can be read. */
const NAMES_FROM = 0.42;
/** Smaller than this, a node is a dot of its colour. */
const BOXES_FROM = 0.16;
/** Of very many lines only a hint is drawn. */
const EDGES_MAX = 6_000;

/** The colours of the page as the browser resolved them, by the class that sets them. */
export type Palette = (className: string) => string;

/** Reads colours by asking what a class makes of an element. */
export function paletteOf(probe: HTMLElement): Palette {
  const known = new Map<string, string>();
  return (className) => {
    let colour = known.get(className);
    if (colour === undefined) {
      probe.className = className;
      colour = getComputedStyle(probe).backgroundColor;
      known.set(className, colour);
    }
    return colour;
  };
}

interface Painting {
  readonly layout: GraphLayout;
  readonly camera: Camera;
  readonly chosen: string | undefined;
  readonly palette: Palette;
  readonly size: { readonly width: number; readonly height: number };
}

/** Draws what lies in view. */
export function paint(canvas: CanvasRenderingContext2D, painting: Painting): void {
  const { layout, camera, size } = painting;
  const { scale } = camera;
  const from = { x: -camera.x / scale, y: -camera.y / scale };
  const to = { x: (size.width - camera.x) / scale, y: (size.height - camera.y) / scale };
  const isSeen = ({ x, y }: PlacedNode): boolean =>
    x + NODE_WIDTH > from.x && x < to.x && y + NODE_HEIGHT > from.y && y < to.y;
  canvas.clearRect(0, 0, size.width, size.height);
  canvas.save();
  canvas.translate(camera.x, camera.y);
  canvas.scale(scale, scale);
  paintEdges(canvas, painting, from.x, to.x);
  for (const one of layout.nodes) if (isSeen(one)) paintNode(canvas, one, painting);
  canvas.restore();
}

function paintEdges(
  canvas: CanvasRenderingContext2D,
  { layout, camera, chosen, palette }: Painting,
  left: number,
  right: number,
): void {
  const seen = layout.edges.filter(([a, b]) => a.x < right && b.x + NODE_WIDTH > left);
  const stride = Math.ceil(seen.length / EDGES_MAX);
  const line = (a: PlacedNode, b: PlacedNode): void => {
    const [x1, y1, x2, y2] = [a.x + NODE_WIDTH, a.y + NODE_HEIGHT / 2, b.x, b.y + NODE_HEIGHT / 2];
    const bend = Math.max(20, (x2 - x1) / 2);
    canvas.moveTo(x1, y1);
    canvas.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
  };
  canvas.lineWidth = 1 / Math.min(1, camera.scale);
  canvas.strokeStyle = palette('bg-line-strong');
  canvas.beginPath();
  for (let index = 0; index < seen.length; index += stride) {
    const edge = seen[index];
    if (edge) line(...edge);
  }
  canvas.stroke();
  if (chosen === undefined) return;
  canvas.lineWidth *= 1.75;
  canvas.strokeStyle = palette('bg-accent');
  canvas.beginPath();
  for (const [a, b] of seen) if (a.node.id === chosen || b.node.id === chosen) line(a, b);
  canvas.stroke();
}

function paintNode(canvas: CanvasRenderingContext2D, one: PlacedNode, painting: Painting): void {
  const { camera, chosen, palette } = painting;
  const { x, y, node } = one;
  const colour = palette(lookOf(node.state_type).fill);
  const isChosen = node.id === chosen;
  canvas.beginPath();
  canvas.roundRect(x, y, NODE_WIDTH, NODE_HEIGHT, node.kind === 'flow-run' ? NODE_HEIGHT / 2 : 7);
  if (camera.scale < BOXES_FROM && !isChosen) {
    canvas.fillStyle = colour;
    canvas.fill();
    return;
  }
  canvas.fillStyle = palette('bg-raised');
  canvas.fill();
  canvas.strokeStyle = palette(isChosen ? 'bg-accent' : 'bg-line-strong');
  canvas.lineWidth = (isChosen ? 2 : 1) / Math.min(1, camera.scale);
  canvas.stroke();
  canvas.fillStyle = colour;
  if (camera.scale < NAMES_FROM) {
    canvas.beginPath();
    canvas.roundRect(x + 6, y + 6, NODE_WIDTH - 12, NODE_HEIGHT - 12, 4);
    canvas.fill();
    return;
  }
  canvas.beginPath();
  canvas.arc(x + 15, y + NODE_HEIGHT / 2, 4.5, 0, Math.PI * 2);
  canvas.fill();
  canvas.fillStyle = palette('bg-ink');
  canvas.fillText(shortened(node.label), x + 28, y + NODE_HEIGHT / 2 + 0.5, NODE_WIDTH - 38);
}

const NAME_MAX = 22;
const shortened = (name: string): string =>
  name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name;

/** Which node lies under a point of the canvas. */
export function nodeAt(layout: GraphLayout, camera: Camera, x: number, y: number): PlacedNode | undefined {
  const [left, top] = [(x - camera.x) / camera.scale, (y - camera.y) / camera.scale];
  return layout.nodes.find(
    (one) => left >= one.x && left <= one.x + NODE_WIDTH && top >= one.y && top <= one.y + NODE_HEIGHT,
  );
}
