import { linkGraph, type NamedNodeRow } from './link-graph.ts';

const node = (id: string, second: number, rest: Partial<NamedNodeRow> = {}): NamedNodeRow => ({
  kind: 'task-run',
  id,
  label: id,
  state_type: 'COMPLETED',
  start_time: `2026-11-21 10:00:0${second}+00`,
  end_time: null,
  is_shown: true,
  inputs: null,
  around: null,
  ...rest,
});

it('ties each input to a node, once, in the order of their start', () => {
  const [a, b, c] = linkGraph([
    node('a', 2),
    node('b', 1),
    node('c', 3, { inputs: ['a', 'b', 'a', 'gone'] }),
  ]);
  expect(c?.parents).toEqual(['b', 'a']);
  expect([a?.children, b?.children]).toEqual([['c'], ['c']]);
  expect(a?.parents).toEqual([]);
});

it('tells what a task was called inside of from what it waited for', () => {
  const [a, b] = linkGraph([node('a', 1), node('b', 2, { around: ['a'] })]);
  expect([b?.encapsulating, b?.parents, a?.children]).toEqual([['a'], [], []]);
});

it('names neighbours that are not shown', () => {
  const shown = linkGraph([node('a', 1, { is_shown: false }), node('b', 2, { inputs: ['a'] })]);
  expect(shown).toEqual([expect.objectContaining({ id: 'b', parents: ['a'] })]);
});
