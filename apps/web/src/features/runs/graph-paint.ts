import { lookOf } from '../../ui/state-badge.tsx';
import type { Camera } from './graph-camera.ts';
import {
  type GraphLayout,
  NODE_HEIGHT,
  NODE_WIDTH,
  type PlacedEdge,
  type PlacedNode,
} from './graph-layout.ts';

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
  const seen = layout.edges.filter(({ from, to }) => from.x < right && to.x + NODE_WIDTH > left);
  const stride = Math.ceil(seen.length / EDGES_MAX);
  canvas.lineWidth = 1 / Math.min(1, camera.scale);
  canvas.strokeStyle = palette('bg-line-strong');
  canvas.beginPath();
  for (let index = 0; index < seen.length; index += stride) {
    const edge = seen[index];
    if (edge) trace(canvas, edge);
  }
  canvas.stroke();
  if (chosen === undefined) return;
  canvas.lineWidth *= 1.75;
  canvas.strokeStyle = palette('bg-accent');
  canvas.beginPath();
  for (const edge of seen)
    if (edge.from.node.id === chosen || edge.to.node.id === chosen) trace(canvas, edge);
  canvas.stroke();
}

/** A line with soft bends, straight where it passes a column. */
function trace(canvas: CanvasRenderingContext2D, { from, to, via }: PlacedEdge): void {
  let [x, y] = [from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2];
  canvas.moveTo(x, y);
  for (const next of [...via, { x: to.x, y: to.y + NODE_HEIGHT / 2 }]) {
    const bend = Math.max(20, (next.x - x) / 2);
    canvas.bezierCurveTo(x + bend, y, next.x - bend, next.y, next.x, next.y);
    [x, y] = [next.x + NODE_WIDTH, next.y];
    if (next.x < to.x) canvas.lineTo(x, y);
  }
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
