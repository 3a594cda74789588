import { type JSX, useState } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Bars, Sparkline } from '../../ui/sparkline.tsx';
import { StateBadge, STATES } from '../../ui/state-badge.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Sample } from './sample.tsx';

interface Line {
  readonly id: number;
  readonly state: string;
}
const NAMES = ['brave-heron', 'calm-otter', 'quick-lynx', 'amber-finch', 'still-crane'];
const KEYS = Object.keys(STATES);
const LINES: readonly Line[] = Array.from({ length: 5_000 }, (_, id) => ({
  id,
  state: KEYS[id % KEYS.length] ?? 'running',
}));
const COLUMNS: readonly Column<Line>[] = [
  {
    key: 'name',
    title: 'Run',
    width: 'minmax(120px, 1fr)',
    cell: ({ id }) => <span className="truncate font-medium">{`${NAMES[id % NAMES.length]}-${id}`}</span>,
  },
  { key: 'state', title: 'State', width: '144px', cell: ({ state }) => <StateBadge type={state} /> },
  {
    key: 'time',
    title: 'Duration',
    width: '80px',
    align: 'end',
    wideOnly: true,
    cell: ({ id }) => `${((id * 37) % 600) / 10} s`,
  },
];
const COURSE = [4, 6, 5, 9, 12, 8, 7, 14, 18, 13, 16, 22, 17, 19];

/** Lists, states and small charts. */
export function DataSamples(): JSX.Element {
  const [search, setSearch] = useState('');
  const [state, setState] = useState<string | undefined>('late');
  const [offset, setOffset] = useState(50);
  return (
    <>
      <Sample title="Table, 5,000 rows">
        <FilterBar
          search={{ value: search, onChange: setSearch, label: 'Search runs' }}
          onReset={state || search ? () => (setSearch(''), setState(undefined)) : undefined}
        >
          <Filter
            label="State"
            icon="filter"
            options={Object.entries(STATES).map(([value, { name }]) => ({ value, label: name }))}
            value={state}
            onChange={setState}
          />
          <Filter
            label="Flow"
            options={NAMES.map((name) => ({ value: name, label: name }))}
            value={undefined}
            onChange={() => {}}
          />
        </FilterBar>
        <div className="-mt-4 [&_[role=rowgroup]]:max-h-72!">
          <Table
            label="Sample runs"
            rows={LINES}
            columns={COLUMNS}
            rowKey={({ id }) => String(id)}
            rowHeight={44}
          />
          <Pagination offset={offset} shown={50} pageSize={50} total={5_000} hasMore onChange={setOffset} />
        </div>
      </Sample>
      <Sample title="Badges and people">
        <div className="flex flex-wrap items-center gap-2">
          <Badge>Built in</Badge>
          <Badge tone="accent">New</Badge>
          <Badge tone="ok" icon="check">
            Ready
          </Badge>
          <Badge tone="warn">Not proven</Badge>
          <Badge tone="danger">Refused</Badge>
        </div>
        <div className="flex items-center gap-3">
          <Avatar name="Ada Lovelace" size={40} />
          <Avatar name="Grace Hopper" size={32} />
          <Avatar name="Alan Turing" />
          <Avatar name="worker" icon="bot" square size={32} />
          <Avatar name="Production" square size={32} />
        </div>
      </Sample>
      <Sample title="Small charts">
        <div className="grid items-end gap-6 sm:grid-cols-2">
          <Sparkline values={COURSE} label="Runs a day, rising" className="w-full" />
          <Bars values={[...COURSE, 0, 0, 3, 8]} label="Runs by hour" />
        </div>
      </Sample>
      <Sample title="On its way">
        <SkeletonRows rows={3} />
      </Sample>
    </>
  );
}
