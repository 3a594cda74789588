import type { GraphNode } from '../../api/runs.ts';
import { ticksOf, timelineOf } from './timeline-layout.ts';

const node = (id: string, start: string, end: string | null): readonly [string, GraphNode] => [
  id,
  { kind: 'task-run', id, label: id, state_type: 'RUNNING', start_time: start, end_time: end, parents: [] },
];
const NOW = Date.parse('2026-01-01T00:00:10Z');

it('puts runs on lines by their start, as parts of the whole time', () => {
  const { bars, lineOf, spanMs } = timelineOf(
    {
      start_time: '2026-01-01T00:00:00Z',
      end_time: '2026-01-01T00:00:10Z',
      nodes: [
        node('second', '2026-01-01T00:00:05Z', '2026-01-01T00:00:10Z'),
        node('first', '2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z'),
      ],
      states: [],
    },
    NOW,
  );
  expect(spanMs).toBe(10_000);
  expect(bars.map(({ node: { id }, left, width }) => [id, left, width])).toEqual([
    ['first', 0, 0.5],
    ['second', 0.5, 0.5],
  ]);
  expect(lineOf.get('second')).toBe(1);
});

it('draws what still runs until now', () => {
  const { bars } = timelineOf(
    {
      start_time: '2026-01-01T00:00:00Z',
      end_time: null,
      nodes: [node('a', '2026-01-01T00:00:05Z', null)],
      states: [],
    },
    NOW,
  );
  expect(bars[0]).toMatchObject({ left: 0.5, width: 0.5, seconds: 5 });
});

it('is sound for a run without anything in it', () => {
  expect(timelineOf({ start_time: null, end_time: null, nodes: [], states: [] }, NOW)).toMatchObject({
    bars: [],
    spanMs: 1,
  });
});

it.each([
  [900, [0, 0.2, 0.4, 0.6, 0.8]],
  [10_000, [0, 2, 4, 6, 8, 10]],
  [3_600_000, [0, 600, 1200, 1800, 2400, 3000, 3600]],
])('marks a span of %d ms at round seconds', (span, ticks) => expect(ticksOf(span)).toEqual(ticks));
