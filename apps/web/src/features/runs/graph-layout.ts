import type { GraphNode, RunGraph } from '../../api/runs.ts';

/** A node and where it lies; the unit is a pixel at full size. */
export interface PlacedNode {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly rank: number;
}
export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly byId: ReadonlyMap<string, PlacedNode>;
  /** Pairs of what was waited for and what waited. */
  readonly edges: readonly (readonly [from: PlacedNode, to: PlacedNode])[];
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

/** From left to right by what waits for what; within a rank near to what was waited for. */
export function layoutOf(graph: RunGraph): GraphLayout {
  const nodes = graph.nodes.map(([, node]) => node).sort((a, b) => a.start_time.localeCompare(b.start_time));
  const ranks = ranksOf(nodes);
  const columns: GraphNode[][] = [];
  for (const node of nodes) (columns[ranks.get(node.id) ?? 0] ??= []).push(node);
  const placed: PlacedNode[] = [];
  const byId = new Map<string, PlacedNode>();
  let left = 0;
  let height = 0;
  for (const [rank, column] of columns.entries()) {
    const wish = (node: GraphNode): number => {
      const ys = node.parents.flatMap(({ id }) => byId.get(id)?.y ?? []);
      return ys.length > 0 ? ys.reduce((all, y) => all + y, 0) / ys.length : 0;
    };
    const wishes = new Map(column.map((node) => [node.id, wish(node)]));
    column.sort((a, b) => (wishes.get(a.id) ?? 0) - (wishes.get(b.id) ?? 0));
    const rows = column.length <= COLUMN_MAX ? column.length : Math.ceil(Math.sqrt(column.length * 2.4));
    const blocks = Math.ceil(column.length / rows);
    for (const [index, node] of column.entries()) {
      const one = {
        node,
        rank,
        x: left + Math.floor(index / rows) * (NODE_WIDTH + BLOCK_GAP_X),
        y: (index % rows) * (NODE_HEIGHT + GAP_Y),
      };
      placed.push(one);
      byId.set(node.id, one);
    }
    left += blocks * (NODE_WIDTH + BLOCK_GAP_X) - BLOCK_GAP_X + GAP_X;
    height = Math.max(height, rows * (NODE_HEIGHT + GAP_Y) - GAP_Y);
  }
  return linked(centred(placed, height), Math.max(0, left - GAP_X), height);
}

/** Short columns stand in the middle of the long ones. */
function centred(placed: readonly PlacedNode[], height: number): PlacedNode[] {
  const bottoms = new Map<number, number>();
  for (const { rank, y } of placed) bottoms.set(rank, Math.max(bottoms.get(rank) ?? 0, y + NODE_HEIGHT));
  return placed.map((one) => ({ ...one, y: one.y + (height - (bottoms.get(one.rank) ?? 0)) / 2 }));
}

function linked(nodes: readonly PlacedNode[], width: number, height: number): GraphLayout {
  const byId = new Map(nodes.map((one) => [one.node.id, one]));
  const childrenOf = new Map<string, PlacedNode[]>();
  const edges: (readonly [PlacedNode, PlacedNode])[] = [];
  for (const to of nodes) {
    for (const { id } of to.node.parents) {
      const from = byId.get(id);
      if (!from) continue;
      edges.push([from, to]);
      const known = childrenOf.get(id);
      if (known) known.push(to);
      else childrenOf.set(id, [to]);
    }
  }
  return { nodes, byId, edges, childrenOf, width, height };
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
