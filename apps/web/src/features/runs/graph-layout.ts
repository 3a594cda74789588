import type { GraphNode, RunGraph } from '../../api/runs.ts';

/** A node and where it lies; the unit is a pixel at full size. */
export interface PlacedNode {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly rank: number;
}
/** From what was waited for to what waited. */
export interface PlacedEdge {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  /** Where it passes the columns between them: the left ends of straight lines as long as nodes are wide. */
  readonly via: readonly { readonly x: number; readonly y: number }[];
}
export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly byId: ReadonlyMap<string, PlacedNode>;
  readonly edges: readonly PlacedEdge[];
  readonly childrenOf: ReadonlyMap<string, readonly PlacedNode[]>;
  readonly width: number;
  readonly height: number;
}

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 34;
const GAP_X = 64;
const GAP_Y = 12;
/** More nodes than this that wait for nothing of each other lie side by side in a block. */
const COLUMN_MAX = 24;
const BLOCK_GAP_X = 12;
/** A line that passes a column takes so much of it. */
const LANE_HEIGHT = 6;
/** With more of them a drawing is no clearer; lines pass behind the nodes then. */
const LANES_MAX = 400;

/** How many steps of waiting lie before each node. What waits for itself, which cannot be, counts as not waiting. */
function ranksOf(nodes: readonly GraphNode[]): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ranks = new Map<string, number>();
  for (const first of nodes) {
    // by hand, not by recursion: chains are as long as users make them
    const open = [first];
    const entered = new Set<string>();
    while (open.length > 0) {
      const node = open.at(-1) as GraphNode; // the loop's condition
      const waiting = node.parents.flatMap(({ id }) => {
        const parent = byId.get(id);
        return parent && !ranks.has(id) && !entered.has(id) ? [parent] : [];
      });
      entered.add(node.id);
      if (waiting.length > 0) {
        open.push(...waiting);
        continue;
      }
      open.pop();
      const before = node.parents.map(({ id }) => ranks.get(id) ?? -1);
      ranks.set(node.id, ranks.get(node.id) ?? Math.max(-1, ...before) + 1);
    }
  }
  return ranks;
}

/** What stands in a column: a node, or a line that passes on its way from one. */
interface Item {
  readonly source: string;
  readonly node: GraphNode | null;
  /** What its line comes from. */
  readonly before: readonly string[];
}
const placeOf = (rank: number, source: string): string => `${rank} ${source}`;

/** From left to right by what waits for what; within a rank near to what was waited for. */
export function layoutOf(graph: RunGraph): GraphLayout {
  const nodes = graph.nodes.map(([, node]) => node).sort((a, b) => a.start_time.localeCompare(b.start_time));
  const ranks = ranksOf(nodes);
  const columns: Item[][] = [];
  for (const node of nodes)
    (columns[ranks.get(node.id) ?? 0] ??= []).push({
      source: node.id,
      node,
      before: node.parents.map(({ id }) => id),
    });
  for (const [rank, lanes] of lanesOf(nodes, ranks, columns)) columns[rank]?.push(...lanes);
  const placed: PlacedNode[] = [];
  const lines = new Map<string, { x: number; y: number }>();
  const heights = columns.map(heightOf);
  const height = Math.max(0, ...heights);
  let left = 0;
  for (const [rank, column] of columns.entries()) {
    const { rows, blocks } = gridOf(column.length);
    let y = 0;
    for (const [index, { source, node }] of sorted(column, rank, lines).entries()) {
      if (index % rows === 0) y = (height - (heights[rank] ?? 0)) / 2; // short columns stand in the middle of the long ones
      const x = left + Math.floor(index / rows) * (NODE_WIDTH + BLOCK_GAP_X);
      const tall = node ? NODE_HEIGHT : LANE_HEIGHT;
      lines.set(placeOf(rank, source), { x, y: y + tall / 2 });
      if (node) placed.push({ node, rank, x, y });
      y += tall + GAP_Y;
    }
    left += blocks * (NODE_WIDTH + BLOCK_GAP_X) - BLOCK_GAP_X + GAP_X;
  }
  return linked(placed, lines, { width: Math.max(0, left - GAP_X), height });
}

const gridOf = (count: number): { rows: number; blocks: number } => {
  const rows = count <= COLUMN_MAX ? count : Math.ceil(Math.sqrt(count * 2.4));
  return { rows, blocks: Math.ceil(count / rows) };
};

/** Columns of more than one block hold nodes only. */
const heightOf = (column: readonly Item[]): number => {
  const { rows, blocks } = gridOf(column.length);
  if (blocks > 1) return rows * (NODE_HEIGHT + GAP_Y) - GAP_Y;
  return column.reduce((sum, { node }) => sum + (node ? NODE_HEIGHT : LANE_HEIGHT) + GAP_Y, -GAP_Y);
};

/** Near to where its lines come from. */
function sorted(column: readonly Item[], rank: number, lines: ReadonlyMap<string, { y: number }>): Item[] {
  const wish = ({ before }: Item): number => {
    const ys = before.flatMap((id) => lines.get(placeOf(rank - 1, id))?.y ?? []);
    return ys.length > 0 ? ys.reduce((all, y) => all + y, 0) / ys.length : 0;
  };
  const wishes = new Map(column.map((item) => [item, wish(item)]));
  return [...column].sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0));
}

/** Lines that pass columns on their way, one for each node they come from; none where they would fill a column. */
function lanesOf(
  nodes: readonly GraphNode[],
  ranks: ReadonlyMap<string, number>,
  columns: readonly Item[][],
): ReadonlyMap<number, readonly Item[]> {
  const ends = new Map<string, number>();
  for (const { id, parents } of nodes)
    for (const parent of parents) ends.set(parent.id, Math.max(ends.get(parent.id) ?? 0, ranks.get(id) ?? 0));
  const lanes = new Map<number, Item[]>();
  let count = 0;
  for (const [source, end] of ends) {
    for (let rank = (ranks.get(source) ?? end) + 1; rank < end; rank += 1) {
      if ((count += 1) > LANES_MAX) return new Map();
      lanes.set(rank, [...(lanes.get(rank) ?? []), { source, node: null, before: [source] }]);
    }
  }
  const isFull = ([rank, more]: [number, Item[]]): boolean =>
    (columns[rank]?.length ?? 0) + more.length > COLUMN_MAX;
  return [...lanes].some(isFull) ? new Map() : lanes;
}

function viaOf(
  { node, rank: first }: PlacedNode,
  { rank: last }: PlacedNode,
  lines: ReadonlyMap<string, { x: number; y: number }>,
): PlacedEdge['via'] {
  const via: { x: number; y: number }[] = [];
  for (let rank = first + 1; rank < last; rank += 1) {
    const line = lines.get(placeOf(rank, node.id));
    if (!line) break; // no lanes in this drawing
    via.push(line);
  }
  return via;
}

function linked(
  nodes: readonly PlacedNode[],
  lines: ReadonlyMap<string, { x: number; y: number }>,
  size: { readonly width: number; readonly height: number },
): GraphLayout {
  const byId = new Map(nodes.map((one) => [one.node.id, one]));
  const childrenOf = new Map<string, PlacedNode[]>();
  const edges: PlacedEdge[] = [];
  for (const to of nodes) {
    for (const { id } of to.node.parents) {
      const from = byId.get(id);
      if (!from) continue;
      edges.push({ from, to, via: viaOf(from, to, lines) });
      const known = childrenOf.get(id);
      if (known) known.push(to);
      else childrenOf.set(id, [to]);
    }
  }
  return { nodes, byId, edges, childrenOf, ...size };
}

/** Who is reached by an arrow key: what was waited for, what waited, or the neighbour of the same rank. */
export function neighbourOf(layout: GraphLayout, id: string, key: string): PlacedNode | undefined {
  const at = layout.byId.get(id);
  if (!at) return undefined;
  if (key === 'ArrowLeft') return layout.byId.get(at.node.parents[0]?.id ?? '');
  if (key === 'ArrowRight') return layout.childrenOf.get(id)?.[0];
  const rank = layout.nodes.filter((one) => one.rank === at.rank);
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  return step === 0 ? undefined : rank[rank.indexOf(at) + step];
}
