import type { JSX } from 'react';
import type { PoolPulse } from '../../api/dashboard.ts';
import { cx } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { Time } from '../../ui/time.tsx';
import { PoolLink } from '../runs/place-link.tsx';
import { durationText } from './duration-text.ts';

const WAITING_MAX = 1_000;
const LATE_SECONDS = 15;

/** The pools that runs wait in. */
export function PoolPulses({ pools }: { readonly pools: readonly PoolPulse[] }): JSX.Element {
  return (
    <section aria-label="Work pools" className="rounded-8 border border-line bg-surface">
      <h2 className="px-4 pt-4 pb-3 text-14 font-semibold sm:px-5">Work pools</h2>
      {pools.length === 0 ? (
        <p className="border-t border-line px-4 py-6 text-center text-13 text-ink-3 sm:px-5">
          No work pools yet. Flows that you start yourself need none.
        </p>
      ) : (
        <ul>
          {pools.map((pool) => (
            <li key={pool.id} className="border-t border-line px-4 py-3 sm:px-5">
              <Pulse pool={pool} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const STATUS = {
  READY: ['Ready', 'bg-ok'],
  NOT_READY: ['No worker', 'bg-warn'],
  PAUSED: ['Paused', 'bg-bar-paused'],
} as const;

function Pulse({ pool }: { pool: PoolPulse }): JSX.Element {
  const [word, dot] = STATUS[pool.isPaused ? 'PAUSED' : pool.status];
  const isLate = pool.waiting > 0 && pool.longestWaitSeconds > LATE_SECONDS;
  return (
    <>
      <div className="flex items-center gap-2">
        <span className={cx('size-2 shrink-0 rounded-full', dot)} />
        <span className="flex min-w-0 flex-1 font-medium">
          <PoolLink name={pool.name} />
        </span>
        <span className="shrink-0 text-12 text-ink-3">{word}</span>
      </div>
      <div className="mt-2 flex">
        <Slots active={pool.active} limit={pool.concurrencyLimit} name={pool.name} />
      </div>
      <dl className="num mt-2 flex flex-wrap gap-x-4 gap-y-1 text-12 text-ink-3">
        <Fact label="Last polled">
          <Time at={pool.lastPolled} never="never" />
        </Fact>
        <Fact label="Workers">{pool.workersOnline}</Fact>
        {pool.waiting > 0 && (
          <div>
            <dt className="sr-only">Waiting</dt>
            <dd className={cx('inline-flex items-center gap-1', isLate && 'font-medium text-state-late')}>
              <Icon name="timer" size={12} />
              {pool.waiting >= WAITING_MAX ? '1,000+' : pool.waiting} waiting
              {isLate && `, up to ${durationText(pool.longestWaitSeconds)}`}
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }): JSX.Element {
  return (
    <div className="inline-flex gap-1">
      <dt>{label}</dt>
      <dd className="text-ink-2">{children}</dd>
    </div>
  );
}

/** How many runs it holds, and of how many it may. */
export function Slots({
  active,
  limit,
  name,
}: {
  active: number;
  limit: number | null;
  name: string;
}): JSX.Element {
  const part = limit === null || limit === 0 ? 0 : Math.min(1, active / limit);
  return (
    <div className="num flex min-w-0 flex-1 items-center gap-3 text-12 text-ink-2">
      {limit !== null && (
        <span
          role="meter"
          aria-label={`Slots of ${name}`}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuenow={active}
          className="h-1.5 flex-1 overflow-hidden rounded-full bg-active"
        >
          <span
            style={{ width: `${part * 100}%` }}
            className={cx('block h-full rounded-full', part >= 1 ? 'bg-bar-late' : 'bg-bar-running')}
          />
        </span>
      )}
      <span className="shrink-0">
        {limit === null ? `${active} running, no limit` : `${active} of ${limit} slots`}
      </span>
    </div>
  );
}
