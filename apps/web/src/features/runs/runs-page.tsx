import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { useLive } from '../../api/live.ts';
import { type RunLine, runsViewQuery, stepsOf } from '../../api/run-lines.ts';
import { runsKey } from '../../api/runs.ts';
import { Button } from '../../ui/button.tsx';
import { rangeTimes } from '../../ui/date-range.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { CsvButton } from './csv-button.tsx';
import { useOpen } from './place-link.tsx';
import { RunChart } from './run-chart.tsx';
import { runColumns } from './run-columns.tsx';
import { RunFilters, type SetSearch } from './run-filters.tsx';
import { filterOf, isAhead, rangeOf, type RunSearch } from './run-search.ts';
import { SavedViews } from './saved-views.tsx';
import { ShowMore } from './show-more.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/runs');

/** All runs of the workspace: what happened when, and the list of it. The address holds every filter. */
export function RunsPage(): JSX.Element {
  const { place } = useWorkspace();
  const search: RunSearch = route.useSearch();
  const navigate = route.useNavigate();
  const show = (next: RunSearch): void => void navigate({ to: '.', search: next, replace: true });
  const set: SetSearch = (change) =>
    show(Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)));
  const filterNow = () => filterOf(search, rangeTimes(rangeOf(search)));
  const query = useInfiniteQuery({
    ...runsViewQuery(place, search, () => {
      const { sort, ...filter } = filterNow();
      const chart = { filter: filterOf(search), steps: stepsOf(rangeTimes(rangeOf(search))) };
      return {
        filter,
        ...(typeof sort === 'string' ? { sort } : {}),
        ...(isAhead(search) ? {} : { chart }),
      };
    }),
    placeholderData: keepPreviousData,
  });
  useLive({ place, prefixes: ['prefect.flow-run.'], refresh: [runsKey(place)] });
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap(({ flowRuns }) => flowRuns);
  return (
    <>
      <PageHeader
        title="Runs"
        description="Everything that runs, ran or is about to."
        actions={
          <>
            <SavedViews search={search} onChoose={show} />
            <CsvButton filterNow={filterNow} count={first?.flowRunCount} />
          </>
        }
      />
      {first?.flowRunOutcomes && !isAhead(search) ? (
        <RunChart buckets={first.flowRunOutcomes} onChoose={(state) => set({ state })} />
      ) : (
        !first && !query.error && <Skeleton className="mb-4 h-[226px] rounded-8" />
      )}
      <RunFilters search={search} set={set} onReset={() => show({})} />
      {query.error && !rows ? (
        <Notice tone="danger">{messageOf(query.error)}</Notice>
      ) : !rows ? (
        <SkeletonRows rows={8} />
      ) : (
        <RunList rows={rows} isFiltered={Object.keys(search).length > 0} onReset={() => show({})} />
      )}
      <ShowMore query={query} />
    </>
  );
}

function RunList(props: { rows: readonly RunLine[]; isFiltered: boolean; onReset: () => void }): JSX.Element {
  const { rows, isFiltered, onReset } = props;
  const open = useOpen();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const clear = (): void => setSelected(new Set());
  const toggle = (id: string): void =>
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <>
      <Table
        label="Runs"
        rows={rows}
        columns={runColumns({ marks: { selected, toggle } })}
        rowKey={(run) => run.id}
        rowHeight={52}
        onRowClick={(run) => open.run(run.id)}
        onRowToggle={(run) => toggle(run.id)}
        onEscape={clear}
        empty={
          isFiltered ? (
            <EmptyState
              icon="filter"
              title="No run fits"
              action={<Button onClick={onReset}>Reset filters</Button>}
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
      <BulkActions selected={selected} onDone={clear} />
    </>
  );
}
