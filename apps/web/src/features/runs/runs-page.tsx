import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useEffect, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { useLive } from '../../api/live.ts';
import { historyQuery, runsKey, runsQuery } from '../../api/runs.ts';
import { Button } from '../../ui/button.tsx';
import { DateRangePicker, rangeTimes } from '../../ui/date-range.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { useOpen } from './place-link.tsx';
import { RunChart } from './run-chart.tsx';
import { runColumns } from './run-columns.tsx';
import { filterOf, isAhead, rangeOf, type RunSearch, searchOfRange, STATE_CHOICES } from './run-search.ts';
import { useNames } from './use-names.ts';
import { useRunKeys } from './use-run-keys.ts';

const route = getRouteApi('/account/$account/workspace/$workspace/runs');
const BUCKETS = 60;
const STATES = STATE_CHOICES.map(([value, label]) => ({ value, label }));
const TYPED_MS = 250;

/** All runs of the workspace: what happened when, and the list of it. The address holds every filter. */
export function RunsPage(): JSX.Element {
  const { place } = useWorkspace();
  const search: RunSearch = route.useSearch();
  const set = useSearchChange();
  const history = useQuery({
    ...historyQuery(place, search, () => ({
      filter: filterOf(search),
      ...rangeTimes(rangeOf(search)),
      buckets: BUCKETS,
    })),
    placeholderData: keepPreviousData,
    enabled: !isAhead(search),
  });
  useLive({ place, prefixes: ['prefect.flow-run.'], refresh: [runsKey(place)] });
  return (
    <>
      <PageHeader title="Runs" description="Everything that runs, ran or is about to." />
      {!isAhead(search) &&
        (history.data ? (
          <RunChart buckets={history.data} onChoose={(state) => set({ state })} />
        ) : (
          !history.error && <Skeleton className="mb-4 h-[158px] rounded-8" />
        ))}
      <RunList search={search} set={set} />
    </>
  );
}

/** Changes what the address says; `undefined` takes a filter away. */
function useSearchChange() {
  const navigate = route.useNavigate();
  return (change: { [K in keyof RunSearch]: string | undefined }): void =>
    void navigate({
      to: '.',
      search: (before: RunSearch) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value)),
      replace: true,
    });
}

type Set = ReturnType<typeof useSearchChange>;

function RunList({ search, set }: { search: RunSearch; set: Set }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const query = useInfiniteQuery({
    ...runsQuery(place, search, () => filterOf(search, rangeTimes(rangeOf(search)))),
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flat();
  const names = useNames(place, rows?.map(({ flow_id }) => flow_id) ?? []);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const clear = (): void => setSelected(new Set());
  const toggle = (id: string): void =>
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const active = useRunKeys({ ids: rows?.map(({ id }) => id) ?? [], toggle, open: open.run, clear });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <>
      <Filters search={search} set={set} names={names} />
      {query.error && !rows ? (
        <Notice tone="danger">{messageOf(query.error)}</Notice>
      ) : !rows ? (
        <SkeletonRows rows={8} />
      ) : (
        <Table
          label="Runs"
          rows={rows}
          columns={runColumns({ ...names, marks: { active, selected, toggle } })}
          rowKey={(run) => run.id}
          rowHeight={52}
          onRowClick={(run) => open.run(run.id)}
          empty={
            isFiltered ? (
              <EmptyState
                icon="filter"
                title="No run fits"
                action={<Button onClick={() => set(NOTHING)}>Reset filters</Button>}
              >
                Choose a longer time, or take a filter away.
              </EmptyState>
            ) : (
              <EmptyState icon="activity" title="No runs in this time" command="python your_flow.py">
                Runs appear here by themselves as soon as a flow starts.
              </EmptyState>
            )
          }
        />
      )}
      {query.hasNextPage && (
        <div className="flex justify-center pt-3">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      <BulkActions selected={selected} onDone={clear} />
    </>
  );
}

const NOTHING = {
  state: undefined,
  flow: undefined,
  deployment: undefined,
  tag: undefined,
  pool: undefined,
  name: undefined,
  hours: undefined,
  from: undefined,
  to: undefined,
};

function Filters(props: { search: RunSearch; set: Set; names: ReturnType<typeof useNames> }): JSX.Element {
  const { search, set, names } = props;
  const [name, setName] = useState(search.name ?? '');
  const inAddress = search.name ?? '';
  const [known, setKnown] = useState(inAddress);
  if (known !== inAddress) {
    setKnown(inAddress);
    setName(inAddress);
  }
  useEffect(() => {
    if (name === inAddress) return;
    const timer = setTimeout(() => set({ name: name || undefined }), TYPED_MS);
    return () => clearTimeout(timer);
  });
  return (
    <FilterBar
      search={{ value: name, onChange: setName, label: 'Search by name' }}
      onReset={Object.keys(search).length > 0 ? () => set(NOTHING) : undefined}
    >
      <Filter
        label="State"
        icon="filter"
        options={STATES}
        value={search.state}
        onChange={(state) => set({ state })}
      />
      <Filter
        label="Flow"
        options={names.flowOptions}
        value={search.flow}
        onChange={(flow) => set({ flow })}
      />
      <Filter
        label="Deployment"
        options={names.deploymentOptions}
        value={search.deployment}
        onChange={(deployment) => set({ deployment })}
      />
      <Filter
        label="Pool"
        options={names.poolOptions}
        value={search.pool}
        onChange={(pool) => set({ pool })}
      />
      <Filter
        label="Tag"
        options={[...new Set([...names.tags, ...(search.tag ? [search.tag] : [])])].map((tag) => ({
          value: tag,
          label: tag,
        }))}
        value={search.tag}
        onChange={(tag) => set({ tag })}
      />
      <div className="sm:ml-auto">
        <DateRangePicker
          value={rangeOf(search)}
          onChange={(range) =>
            set({ hours: undefined, from: undefined, to: undefined, ...searchOfRange(range) })
          }
        />
      </div>
    </FilterBar>
  );
}
