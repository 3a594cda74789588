import type { StateType } from '@orch/contract';
import type { JSX } from 'react';
import type { OutcomeBucket } from '../../api/run-lines.ts';
import { BarChart } from '../../ui/bar-chart.tsx';
import { cx } from '../../ui/class-names.ts';
import { lookOf } from '../../ui/state-badge.tsx';

/** From the bottom of a bar upwards. */
const ORDER: readonly StateType[] = [
  'COMPLETED',
  'FAILED',
  'CRASHED',
  'RUNNING',
  'PENDING',
  'PAUSED',
  'CANCELLING',
  'CANCELLED',
  'SCHEDULED',
];
const NUMBER = new Intl.NumberFormat('en');
const HOUR = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const DAY_MS = 86_400_000;

type Counts = ReadonlyMap<StateType, number>;
const countsOf = ({ states }: OutcomeBucket): Counts =>
  new Map(states.map(({ type, count }) => [type, count]));

/** How many runs of each type there are in all steps. */
export function totalsOf(buckets: readonly OutcomeBucket[]): Counts {
  const totals = new Map<StateType, number>();
  for (const { states } of buckets)
    for (const { type, count } of states) totals.set(type, (totals.get(type) ?? 0) + count);
  return totals;
}
export const sumOf = (counts: Counts): number => [...counts.values()].reduce((all, one) => all + one, 0);

const spanOf = (buckets: readonly OutcomeBucket[]): number => {
  const [first, last] = [buckets[0], buckets.at(-1)];
  return first && last ? Date.parse(last.end) - Date.parse(first.start) : 0;
};
const edge = (time: string, spanMs: number): string => {
  const day = DAY.format(new Date(time));
  return spanMs > 4 * DAY_MS ? day : `${spanMs > DAY_MS / 2 ? `${day}, ` : ''}${HOUR.format(new Date(time))}`;
};

/** What is in one step, in words. */
function Detail({ bucket, spanMs }: { bucket: OutcomeBucket; spanMs: number }): JSX.Element {
  const counts = countsOf(bucket);
  const from = `${spanMs > DAY_MS / 2 ? `${DAY.format(new Date(bucket.start))}, ` : ''}${HOUR.format(new Date(bucket.start))}`;
  return (
    <>
      <p className="text-ink-3">
        {from} – {HOUR.format(new Date(bucket.end))}
      </p>
      {counts.size === 0 ? (
        <p className="mt-1 text-ink-2">No runs</p>
      ) : (
        <ul className="mt-1">
          {ORDER.filter((type) => counts.get(type)).map((type) => (
            <li key={type} className="flex items-center gap-2">
              <span className={cx('size-2 rounded-full', lookOf(type).fill)} />
              <span className="flex-1 pr-4 text-ink-2">{lookOf(type).name}</span>
              <span className="font-medium">{NUMBER.format(counts.get(type) ?? 0)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Bars of how runs went, by time. The server counts; the page only draws. */
export function OutcomeBars(props: {
  readonly label: string;
  readonly buckets: readonly OutcomeBucket[];
  readonly height?: number;
  /** No room for a text in the middle. */
  readonly narrow?: boolean;
  /** Looks closer at a step. */
  readonly onZoom?: ((bucket: OutcomeBucket) => void) | undefined;
}): JSX.Element {
  const { label, buckets, height = 132, narrow = false, onZoom } = props;
  const spanMs = spanOf(buckets);
  const middle = narrow ? undefined : buckets[Math.floor(buckets.length / 2)]?.start;
  const ends = [buckets[0]?.start, middle, buckets.at(-1)?.end];
  return (
    <BarChart
      label={label}
      height={height}
      steps={buckets.map((bucket) => {
        const counts = countsOf(bucket);
        return {
          key: bucket.start,
          parts: ORDER.map((type) => ({ key: type, count: counts.get(type) ?? 0, fill: lookOf(type).fill })),
        };
      })}
      edges={ends.flatMap((at) => (at ? [edge(at, spanMs)] : []))}
      detail={(index) => {
        const bucket = buckets[index];
        return bucket && <Detail bucket={bucket} spanMs={spanMs} />;
      }}
      {...(onZoom
        ? {
            onChoose: (index: number) => {
              const bucket = buckets[index];
              if (bucket) onZoom(bucket);
            },
          }
        : {})}
    />
  );
}

/** How runs went, with how many of each state there are; a state that is chosen filters. */
export function RunChart(props: {
  readonly buckets: readonly OutcomeBucket[];
  readonly onChoose?: (state: StateType) => void;
  readonly onZoom?: (bucket: OutcomeBucket) => void;
}): JSX.Element {
  const { buckets, onChoose, onZoom } = props;
  const totals = totalsOf(buckets);
  const parts = ORDER.filter((type) => totals.get(type));
  const all = sumOf(totals);
  const words = parts.map((type) => `${totals.get(type) ?? 0} ${lookOf(type).name.toLowerCase()}`).join(', ');
  return (
    <section aria-label="Runs by time" className="mb-4 rounded-8 border border-line bg-surface p-4">
      <div className="num mb-4 flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1 text-12">
        <span className="text-13 font-semibold">
          {NUMBER.format(all)} {all === 1 ? 'run' : 'runs'}
        </span>
        {parts.map((type) => (
          <Legend key={type} type={type} count={totals.get(type) ?? 0} onChoose={onChoose} />
        ))}
      </div>
      <OutcomeBars label={`Runs by time: ${words || 'none'}`} buckets={buckets} onZoom={onZoom} />
    </section>
  );
}

function Legend(props: {
  type: StateType;
  count: number;
  onChoose: ((state: StateType) => void) | undefined;
}): JSX.Element {
  const { type, count, onChoose } = props;
  const text = (
    <>
      <span className={cx('size-2 rounded-full', lookOf(type).fill)} />
      {NUMBER.format(count)} {lookOf(type).name.toLowerCase()}
    </>
  );
  const look = 'inline-flex h-6 items-center gap-1.5 rounded-4 text-ink-2';
  return onChoose ? (
    <button
      type="button"
      className={cx(look, 'underline-offset-2 hover:text-ink hover:underline')}
      onClick={() => onChoose(type)}
    >
      {text}
    </button>
  ) : (
    <span className={look}>{text}</span>
  );
}
