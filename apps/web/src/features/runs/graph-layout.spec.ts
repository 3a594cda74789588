import type { GraphNode, RunGraph } from '../../api/runs.ts';
import { layoutOf, neighbourOf, NODE_HEIGHT, NODE_WIDTH } from './graph-layout.ts';

const node = (id: string, ...parents: string[]): GraphNode => ({
  kind: 'task-run',
  id,
  label: id,
  state_type: 'COMPLETED',
  start_time: '2026-11-21T10:00:00Z',
  end_time: '2026-11-21T10:00:01Z',
  parents: parents.map((parent) => ({ id: parent })),
});
const graph = (...nodes: GraphNode[]): RunGraph => ({
  start_time: null,
  end_time: null,
  states: [],
  nodes: nodes.map((one) => [one.id, one]),
});
const DIAMOND = graph(node('d', 'b', 'c'), node('b', 'a'), node('c', 'a'), node('a'));

it('puts what waits to the right of what it waits for', () => {
  const { byId, edges } = layoutOf(DIAMOND);
  expect([...byId.values()].map(({ node: { id }, rank }) => [id, rank]).sort()).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 1],
    ['d', 2],
  ]);
  expect(edges.every(({ from, to }) => from.x + NODE_WIDTH < to.x)).toBe(true);
});

it('lets no two nodes overlap, however many wait for nothing', () => {
  const { nodes, width, height } = layoutOf(graph(...Array.from({ length: 5_000 }, (_, n) => node(`n${n}`))));
  const places = new Set(nodes.map(({ x, y }) => `${x} ${y}`));
  expect(places.size).toBe(5_000);
  expect(Math.max(...nodes.map(({ y }) => y)) + NODE_HEIGHT).toBeLessThanOrEqual(height);
  expect(width / height).toBeGreaterThan(0.5);
});

it('leads lines past the nodes of the columns between', () => {
  const { edges, byId, nodes } = layoutOf(
    graph(node('a'), node('b', 'a'), node('c', 'b'), node('d', 'c', 'a')),
  );
  const long = edges.find(({ from, to }) => from.node.id === 'a' && to.node.id === 'd');
  expect(long?.via.map(({ x }) => x)).toEqual([byId.get('b')?.x, byId.get('c')?.x]);
  for (const { x, y } of long?.via ?? [])
    for (const one of nodes.filter((other) => other.x === x))
      expect(y < one.y || y > one.y + NODE_HEIGHT).toBe(true);
  expect(edges.filter(({ via }) => via.length > 0)).toEqual([long]);
});

it('goes along edges and within a rank by arrow keys', () => {
  const layout = layoutOf(DIAMOND);
  const to = (id: string, key: string) => neighbourOf(layout, id, key)?.node.id;
  expect(to('a', 'ArrowRight')).toBe(layout.childrenOf.get('a')?.[0]?.node.id);
  expect(to('b', 'ArrowLeft')).toBe('a');
  expect([to('b', 'ArrowDown'), to('b', 'ArrowUp')]).toContain('c');
  expect(to('a', 'ArrowLeft')).toBeUndefined();
});

it('ends with what waits for each other, and with chains of thousands', () => {
  expect(layoutOf(graph(node('a', 'b'), node('b', 'a'))).nodes.length).toBe(2);
  const chain = Array.from({ length: 5_000 }, (_, n) => node(`n${n}`, ...(n > 0 ? [`n${n - 1}`] : [])));
  expect(layoutOf(graph(...chain.reverse())).byId.get('n4999')?.rank).toBe(4_999);
});
