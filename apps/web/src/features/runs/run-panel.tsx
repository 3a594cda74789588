import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { useLive } from '../../api/live.ts';
import { runsViewQuery, stepsOf } from '../../api/run-lines.ts';
import { runsKey, type WireFilter } from '../../api/runs.ts';
import { rangeTimes } from '../../ui/date-range.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { useOpen } from './place-link.tsx';
import { RunChart } from './run-chart.tsx';
import { runColumns } from './run-columns.tsx';
import { ShowMore } from './show-more.tsx';

const WEEK = { kind: 'last', hours: 24 * 7 } as const;

/** The runs of one thing: how the last week went, and the list without what is still to come. */
export function RunPanel(props: { readonly filter: WireFilter; readonly about: string }): JSX.Element {
  const { filter, about } = props;
  const { place } = useWorkspace();
  const open = useOpen();
  const query = useInfiniteQuery({
    ...runsViewQuery(place, ['of', filter], () => ({
      filter: {
        ...filter,
        flow_runs: {
          ...(filter['flow_runs'] as WireFilter | undefined), // a filter of runs is an object
          expected_start_time: { before_: new Date().toISOString() },
        },
      },
      chart: { filter, steps: stepsOf(rangeTimes(WEEK)) },
    })),
    placeholderData: keepPreviousData,
  });
  useLive({ place, prefixes: ['prefect.flow-run.'], refresh: [runsKey(place)] });
  const rows = query.data?.pages.flatMap(({ flowRuns }) => flowRuns);
  const chart = query.data?.pages[0]?.flowRunOutcomes;
  if (query.error && !rows) return <Notice tone="danger">{messageOf(query.error)}</Notice>;
  return (
    <>
      {chart ? <RunChart buckets={chart} /> : <Skeleton className="mb-4 h-[226px] rounded-8" />}
      {rows ? (
        <Table
          label="Runs"
          rows={rows}
          columns={runColumns({ hide: ['flow', 'deployment'] })}
          rowKey={(run) => run.id}
          rowHeight={48}
          onRowClick={(run) => open.run(run.id)}
          empty={
            <EmptyState icon="activity" title="No runs yet">
              {about}
            </EmptyState>
          }
        />
      ) : (
        <SkeletonRows />
      )}
      <ShowMore query={query} />
    </>
  );
}
