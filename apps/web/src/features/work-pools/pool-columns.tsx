import type { PoolPulse } from '../../api/dashboard.ts';
import type { WorkPool } from '../../api/work-pools.ts';
import { cx } from '../../ui/class-names.ts';
import type { Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { PoolLink } from '../runs/place-link.tsx';
import { Slots } from '../workspace/dashboard-pools.tsx';
import { PoolStatus } from './pool-status.tsx';

/** The columns of the list of pools; how each is doing comes by its id, of the first ones only. */
export const poolColumns = (
  pulses: ReadonlyMap<string, PoolPulse> | undefined,
): readonly Column<WorkPool>[] => [
  {
    key: 'name',
    title: 'Work pool',
    width: 'minmax(140px, 2fr)',
    cell: (pool) => (
      <span className="flex min-w-0 flex-col">
        <PoolLink name={pool.name} className="font-medium" />
        <span className="truncate text-12 leading-4 text-ink-3">
          {pool.type}
          {pool.description && ` · ${pool.description}`}
        </span>
      </span>
    ),
  },
  {
    key: 'status',
    title: 'Status',
    width: '104px',
    narrow: 'max-content',
    narrowAlign: 'end',
    cell: (pool) => <PoolStatus status={pool.status} isPaused={pool.is_paused} />,
  },
  {
    key: 'slots',
    title: 'Running',
    width: 'minmax(132px, 1fr)',
    wideOnly: true,
    cell: (pool) => {
      const pulse = pulses?.get(pool.id);
      if (!pulse) return <span className="text-ink-3">–</span>;
      return <Slots active={pulse.active} limit={pool.concurrency_limit} name={pool.name} />;
    },
  },
  numberColumn('waiting', 'Waiting', pulses, ({ waiting }) => waiting),
  numberColumn('workers', 'Workers', pulses, ({ workersOnline }) => workersOnline),
  {
    key: 'polled',
    title: 'Last polled',
    width: '112px',
    align: 'end',
    wideOnly: true,
    cell: (pool) => {
      const pulse = pulses?.get(pool.id);
      return <span className="text-ink-2">{pulse ? <Time at={pulse.lastPolled} never="Never" /> : '–'}</span>;
    },
  },
];

const numberColumn = (
  key: string,
  title: string,
  pulses: ReadonlyMap<string, PoolPulse> | undefined,
  of: (pulse: PoolPulse) => number,
): Column<WorkPool> => ({
  key,
  title,
  width: '64px',
  align: 'end',
  wideOnly: true,
  cell: (pool) => {
    const pulse = pulses?.get(pool.id);
    return (
      <span className={cx(pulse && of(pulse) > 0 ? 'text-ink' : 'text-ink-3')}>
        {pulse ? of(pulse) : '–'}
      </span>
    );
  },
});
