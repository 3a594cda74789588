import type { JSX } from 'react';
import type { OutcomeBucket } from '../../api/run-lines.ts';
import { cx } from '../../ui/class-names.ts';
import { OutcomeBars, sumOf, totalsOf } from '../runs/run-chart.tsx';

const NUMBER = new Intl.NumberFormat('en');
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** How many tasks ran, and which part of those that ended did well. */
export function TaskTrend({ buckets }: { readonly buckets: readonly OutcomeBucket[] }): JSX.Element {
  const totals = totalsOf(buckets);
  const good = totals.get('COMPLETED') ?? 0;
  const bad = (totals.get('FAILED') ?? 0) + (totals.get('CRASHED') ?? 0);
  const all = sumOf(totals);
  return (
    <section aria-label="Task runs" className="rounded-8 border border-line bg-surface p-4 sm:p-5">
      <h2 className="text-14 font-semibold">Task runs</h2>
      <div className="num mt-2 mb-4 flex items-end justify-between gap-4">
        <span className={cx('text-26 font-semibold', all === 0 && 'text-ink-3')}>{NUMBER.format(all)}</span>
        {good + bad > 0 && (
          <span className="pb-1 text-right text-12 text-ink-3">
            <span className={cx('text-13 font-medium', bad === 0 ? 'text-state-completed' : 'text-ink')}>
              {PERCENT.format(good / (good + bad))}
            </span>{' '}
            completed
            {bad > 0 && <span className="text-state-failed"> · {NUMBER.format(bad)} failed</span>}
          </span>
        )}
      </div>
      <OutcomeBars label={`${all} task runs by time`} buckets={buckets} height={64} narrow />
    </section>
  );
}
