import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { useLive } from '../../api/live.ts';
import { historyQuery, runsKey, runsQuery, type WireFilter } from '../../api/runs.ts';
import { Button } from '../../ui/button.tsx';
import { rangeTimes } from '../../ui/date-range.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { useOpen } from './place-link.tsx';
import { RunChart } from './run-chart.tsx';
import { runColumns } from './run-columns.tsx';

const BUCKETS = 56;
const WEEK = { kind: 'last', hours: 24 * 7 } as const;

/** The runs of one thing: how the last week went, and the list without what is still to come. */
export function RunPanel(props: { readonly filter: WireFilter; readonly about: string }): JSX.Element {
  const { filter, about } = props;
  const { place } = useWorkspace();
  const open = useOpen();
  const history = useQuery(
    historyQuery(place, ['of', filter], () => ({ filter, ...rangeTimes(WEEK), buckets: BUCKETS })),
  );
  const query = useInfiniteQuery(
    runsQuery(place, ['of', filter], () => ({
      ...filter,
      flow_runs: {
        ...(filter['flow_runs'] as WireFilter | undefined), // a filter of runs is an object
        expected_start_time: { before_: new Date().toISOString() },
      },
    })),
  );
  useLive({ place, prefixes: ['prefect.flow-run.'], refresh: [runsKey(place)] });
  const rows = query.data?.pages.flat();
  return (
    <>
      {history.data ? <RunChart buckets={history.data} /> : <Skeleton className="mb-4 h-[158px] rounded-8" />}
      {rows ? (
        <Table
          label="Runs"
          rows={rows}
          columns={runColumns({})}
          rowKey={(run) => run.id}
          rowHeight={44}
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
      {query.hasNextPage && (
        <div className="flex justify-center pt-3">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
