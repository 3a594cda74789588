import type { StateType } from '@orch/contract';
import type { JSX } from 'react';
import type { HistoryBucket } from '../../api/runs.ts';
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
const countsOf = (bucket: HistoryBucket): Counts => {
  const counts = new Map<StateType, number>();
  for (const { state_type, count_runs } of bucket.states)
    counts.set(state_type, (counts.get(state_type) ?? 0) + count_runs);
  return counts;
};
const sum = (counts: Counts): number => [...counts.values()].reduce((all, one) => all + one, 0);

function words(bucket: HistoryBucket, counts: Counts, spanMs: number): string {
  const at = (time: string): string =>
    (spanMs > DAY_MS ? `${DAY.format(new Date(time))} ` : '') + HOUR.format(new Date(time));
  const parts = ORDER.filter((type) => counts.get(type)).map(
    (type) => `${NUMBER.format(counts.get(type) ?? 0)} ${lookOf(type).name.toLowerCase()}`,
  );
  return `${at(bucket.interval_start)} – ${at(bucket.interval_end)}\n${parts.join(', ') || 'No runs'}`;
}

/** How runs ended, by time. The server counts; the page only draws. */
export function RunChart(props: {
  readonly buckets: readonly HistoryBucket[];
  readonly onChoose?: (state: StateType) => void;
}): JSX.Element {
  const { buckets, onChoose } = props;
  const bars = buckets.map((bucket) => ({ bucket, counts: countsOf(bucket) }));
  const top = Math.max(1, ...bars.map(({ counts }) => sum(counts)));
  const totals = ORDER.map((type) => ({
    type,
    count: bars.reduce((all, { counts }) => all + (counts.get(type) ?? 0), 0),
  })).filter(({ count }) => count > 0);
  const first = buckets[0]?.interval_start;
  const last = buckets.at(-1)?.interval_end;
  const spanMs = first && last ? Date.parse(last) - Date.parse(first) : 0;
  const edge = (time: string): string =>
    spanMs > 2 * DAY_MS
      ? DAY.format(new Date(time))
      : `${DAY.format(new Date(time))}, ${HOUR.format(new Date(time))}`;
  const total = totals.reduce((all, { count }) => all + count, 0);
  return (
    <figure
      aria-label="Runs by time"
      className="mb-4 rounded-8 border border-line bg-surface px-4 pt-3 pb-2.5"
    >
      <figcaption className="mb-3 flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1">
        <span className="num text-13 font-medium">
          {NUMBER.format(total)} {total === 1 ? 'run' : 'runs'}
        </span>
        {totals.map(({ type, count }) => (
          <button
            key={type}
            type="button"
            onClick={() => onChoose?.(type)}
            className="num flex items-center gap-1.5 rounded-4 text-12 text-ink-2 hover:text-ink hover:underline underline-offset-2"
          >
            <span className={cx('size-2 rounded-full', lookOf(type).fill)} />
            {NUMBER.format(count)} {lookOf(type).name.toLowerCase()}
          </button>
        ))}
      </figcaption>
      <div
        role="img"
        aria-label={`${NUMBER.format(total)} runs: ${totals.map(({ type, count }) => `${count} ${lookOf(type).name}`).join(', ')}`}
        className="flex h-20 items-end gap-[2px]"
      >
        {bars.map(({ bucket, counts }) => (
          <span
            key={bucket.interval_start}
            title={words(bucket, counts, spanMs)}
            className="flex h-full min-w-0 flex-1 flex-col-reverse rounded-[2px] hover:bg-hover"
          >
            {sum(counts) === 0 && <span className="h-[2px] rounded-full bg-active" />}
            {ORDER.filter((type) => counts.get(type)).map((type) => (
              <span
                key={type}
                style={{ height: `${((counts.get(type) ?? 0) / top) * 100}%` }}
                className={cx(
                  'min-h-[3px] w-full first:rounded-b-[2px] last:rounded-t-[2px]',
                  lookOf(type).fill,
                )}
              />
            ))}
          </span>
        ))}
      </div>
      {first && last && (
        <div className="num mt-1.5 flex justify-between text-12 text-ink-3">
          <span>{edge(first)}</span>
          <span>{edge(last)}</span>
        </div>
      )}
    </figure>
  );
}
