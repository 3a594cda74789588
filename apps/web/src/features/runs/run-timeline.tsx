import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type JSX, lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { graphQuery, type RunGraph as Graph } from '../../api/runs.ts';
import { cx } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { lookOf } from '../../ui/state-badge.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { RunLink, TaskRunLink } from './place-link.tsx';
import { type Bar, ticksOf, type Timeline, timelineOf } from './timeline-layout.ts';

// drawn by few visits: it comes when somebody asks for it
const RunGraph = lazy(() => import('./run-graph.tsx').then((module) => ({ default: module.RunGraph })));
const NUMBER = new Intl.NumberFormat('en');
const LINE = 30;
const HEIGHT_MAX = 360;
const TICK_MS = 1_000;

/** The moment, while something runs; else it stands still. */
function useNow(isMoving: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isMoving]);
  return now;
}

const VIEWS = [
  { value: 'timeline', label: 'Timeline' },
  { value: 'graph', label: 'Graph' },
] as const;

/** What ran when, and what waited for what: as lines by time, of which only those in view are drawn, or as a graph. */
export function RunTimeline(props: {
  readonly id: string;
  /** Says nothing of what has not begun. */
  readonly quiet?: boolean;
}): JSX.Element {
  const { id, quiet = false } = props;
  const { place } = useWorkspace();
  const [view, setView] = useState<'timeline' | 'graph'>('timeline');
  const query = useQuery(graphQuery(place, id));
  return (
    <QueryView query={query} rows={4}>
      {(graph) =>
        graph.nodes.length === 0 ? (
          !quiet && (
            <EmptyState icon="flow" title="No tasks yet">
              Task runs and subflows appear here as they start.
            </EmptyState>
          )
        ) : (
          <section aria-label="Tasks and subflows">
            <div className="mb-2.5 flex items-center justify-between gap-4">
              <p className="num text-13 text-ink-3">
                {NUMBER.format(graph.nodes.length)}{' '}
                {graph.nodes.length === 1 ? 'task or subflow' : 'tasks and subflows'}
                {graph.end_time === null && ' until now'}
              </p>
              <Segments label="View" options={VIEWS} value={view} onChange={setView} />
            </div>
            {view === 'timeline' ? (
              <Lines graph={graph} />
            ) : (
              <Suspense fallback={<Skeleton className="h-[400px] rounded-8" />}>
                <RunGraph graph={graph} />
              </Suspense>
            )}
          </section>
        )
      }
    </QueryView>
  );
}

function Lines({ graph }: { graph: Graph }): JSX.Element {
  const isMoving = graph.end_time === null;
  const now = useNow(isMoving);
  const timeline = useMemo(() => timelineOf(graph, now), [graph, now]);
  const [chosen, setChosen] = useState<string | undefined>();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: timeline.bars.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const shown = new Set(items.map(({ index }) => index));
  return (
    <div className="overflow-hidden rounded-8 border border-line bg-surface">
      <Scale spanMs={timeline.spanMs} />
      <div
        ref={scroller}
        role="group"
        tabIndex={0}
        aria-label={`Timeline, ${timeline.bars.length} runs`}
        style={{ maxHeight: HEIGHT_MAX }}
        className="scroll-quiet relative overflow-y-auto focus-visible:outline-offset-[-2px]"
      >
        <div className="relative my-1" style={{ height: virtual.getTotalSize() }}>
          <Edges timeline={timeline} shown={shown} chosen={chosen} />
          {items.map(({ index, start }) => {
            const bar = timeline.bars[index];
            return (
              bar && (
                <Line
                  key={bar.node.id}
                  bar={bar}
                  top={start}
                  isChosen={chosen === bar.node.id}
                  choose={setChosen}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

const NAMES = 'w-[132px] sm:w-[220px]';

function Scale({ spanMs }: { spanMs: number }): JSX.Element {
  return (
    <div aria-hidden="true" className="num flex h-8 border-b border-line bg-sunken text-12 text-ink-3">
      <span className={cx(NAMES, 'shrink-0 px-4 leading-8 font-medium')}>Run</span>
      <span className="relative mr-6 flex-1">
        {ticksOf(spanMs).map((tick, index) => (
          <span
            key={tick}
            style={{ left: `${((tick * 1000) / spanMs) * 100}%` }}
            className={cx(
              'absolute top-0 h-8 border-l border-line pl-1 leading-8 whitespace-nowrap',
              // on a phone there is room for every other one
              index % 2 === 1 && 'max-sm:hidden',
            )}
          >
            {tick < 60 ? `${tick} s` : durationText(tick).replace(/ 0 (s|min)$/, '')}
          </span>
        ))}
      </span>
    </div>
  );
}

function Line(props: {
  bar: Bar;
  top: number;
  isChosen: boolean;
  choose: (id: string | undefined) => void;
}): JSX.Element {
  const { bar, top, isChosen, choose } = props;
  const { node, left, width, seconds } = bar;
  const look = lookOf(node.state_type);
  const isFlow = node.kind === 'flow-run';
  const Target = isFlow ? RunLink : TaskRunLink;
  return (
    <div
      style={{ top, height: LINE }}
      onPointerEnter={() => choose(node.id)}
      onPointerLeave={() => choose(undefined)}
      className={cx('absolute inset-x-0 flex items-center', isChosen && 'bg-hover')}
    >
      <span className={cx(NAMES, 'flex shrink-0 items-center gap-2 px-4')}>
        <Icon name={isFlow ? 'flow' : look.icon} size={12} className={look.text} />
        <Target id={node.id} className="text-13">
          {node.label}
        </Target>
      </span>
      <span className="relative mr-6 h-full flex-1">
        <span
          title={`${node.label}: ${look.name}, ${durationText(seconds)}`}
          style={{ left: `${left * 100}%`, width: `max(4px, ${width * 100}%)` }}
          className={cx(
            'absolute top-1/2 h-3.5 -translate-y-1/2 rounded-[3px]',
            look.fill,
            isFlow && 'outline-1 outline-offset-2 outline-line-strong',
          )}
        />
      </span>
    </div>
  );
}

/** From the end of what was waited for to the start of what waited; only between lines that are drawn. */
function Edges(props: {
  timeline: Timeline;
  shown: ReadonlySet<number>;
  chosen: string | undefined;
}): JSX.Element {
  const { timeline, shown, chosen } = props;
  const paths = [...shown].flatMap((line) => {
    const bar = timeline.bars[line];
    if (!bar) return [];
    return bar.node.parents.flatMap(({ id }) => {
      const from = timeline.lineOf.get(id);
      const parent = from === undefined ? undefined : timeline.bars[from];
      if (from === undefined || !parent || !shown.has(from)) return [];
      return [
        { id, to: bar.node.id, x1: (parent.left + parent.width) * 100, x2: bar.left * 100, from, line },
      ];
    });
  });
  return (
    <span
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-0 right-6 left-[132px] sm:left-[220px]"
    >
      <svg className="size-full overflow-visible">
        {paths.map(({ id, to, x1, x2, from, line }) => {
          const isLit = chosen === id || chosen === to;
          return (
            <g
              key={`${id}${to}`}
              stroke="currentColor"
              className={isLit ? 'text-accent' : 'text-line-strong'}
              strokeWidth={isLit ? 1.5 : 1}
            >
              <line x1={`${x1}%`} x2={`${x1}%`} y1={(from + 0.5) * LINE + 7} y2={(line + 0.5) * LINE} />
              <line x1={`${x1}%`} x2={`${x2}%`} y1={(line + 0.5) * LINE} y2={(line + 0.5) * LINE} />
            </g>
          );
        })}
      </svg>
    </span>
  );
}
