import type { GraphNode, RunGraph } from '../../api/runs.ts';

/** One line of the timeline: where its bar lies, as parts of the whole time. */
export interface Bar {
  readonly node: GraphNode;
  readonly left: number;
  readonly width: number;
  readonly seconds: number;
}
export interface Timeline {
  readonly bars: readonly Bar[];
  /** Line of a node. */
  readonly lineOf: ReadonlyMap<string, number>;
  readonly startMs: number;
  readonly spanMs: number;
}

/** Puts what ran on lines, in the order of their start. What still runs goes on until now. */
export function timelineOf(graph: RunGraph, now: number): Timeline {
  const nodes = graph.nodes.map(([, node]) => node).sort((a, b) => a.start_time.localeCompare(b.start_time));
  const starts = nodes.map((node) => Date.parse(node.start_time));
  const ends = nodes.map((node) => (node.end_time ? Date.parse(node.end_time) : now));
  const from = (graph.start_time ? [Date.parse(graph.start_time)] : []).concat(starts.slice(0, 1));
  const startMs = from.length > 0 ? Math.min(...from) : now;
  let endMs = graph.end_time ? Date.parse(graph.end_time) : nodes.length > 0 ? 0 : now;
  for (const end of ends) if (end > endMs) endMs = end;
  const spanMs = Math.max(1, endMs - startMs);
  const bars = nodes.map((node, line) => {
    const start = starts[line] ?? startMs;
    const length = Math.max(0, (ends[line] ?? start) - start);
    return { node, left: (start - startMs) / spanMs, width: length / spanMs, seconds: length / 1000 };
  });
  return { bars, lineOf: new Map(nodes.map((node, line) => [node.id, line])), startMs, spanMs };
}

const STEPS_S = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200,
  86_400,
];
const TICKS_MAX = 6;

/** Round seconds after the start at which the scale is marked. */
export function ticksOf(spanMs: number): readonly number[] {
  const seconds = spanMs / 1000;
  const step = STEPS_S.find((one) => seconds / one <= TICKS_MAX) ?? Math.ceil(seconds / TICKS_MAX);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) =>
    Number((index * step).toFixed(1)),
  );
}
