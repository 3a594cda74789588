import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { dashboardQuery, type RunKind } from '../../api/dashboard.ts';
import { useLive } from '../../api/live.ts';
import { stepsOf } from '../../api/run-lines.ts';
import { runsKey } from '../../api/runs.ts';
import { DateRangePicker, rangeTimes } from '../../ui/date-range.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useRememberedRange } from '../../ui/use-remembered-range.ts';
import { QueryView } from '../inside/query-view.tsx';
import { totalsOf } from '../runs/run-chart.tsx';
import { ConnectCard } from './connect-card.tsx';
import { PoolPulses } from './dashboard-pools.tsx';
import { DashboardRuns } from './dashboard-runs.tsx';
import { DashboardSkeleton } from './dashboard-skeleton.tsx';
import { TaskTrend } from './dashboard-tasks.tsx';
import { useWorkspace } from './workspace-shell.tsx';

const DAY = { kind: 'last', hours: 24 } as const;

/** How the workspace is doing; for an empty one, how to connect. */
export function DashboardPage(): JSX.Element {
  const { place, workspace_name, workspace_description } = useWorkspace();
  const [range, setRange] = useRememberedRange('dashboard', DAY);
  const [kind, setKind] = useState<RunKind>('failed');
  const stepsNow = () => stepsOf(rangeTimes(range));
  const query = useQuery({
    ...dashboardQuery(place, { range, kind }, stepsNow),
    placeholderData: keepPreviousData,
  });
  useLive({
    place,
    prefixes: ['prefect.flow-run.', 'prefect.work-pool.', 'prefect.work-queue.'],
    refresh: [runsKey(place)],
  });
  return (
    <>
      <PageHeader
        title="Dashboard"
        description={workspace_description || `What happens in ${workspace_name}.`}
        actions={<DateRangePicker value={range} onChange={setRange} />}
      />
      <QueryView query={query} loading={<DashboardSkeleton />}>
        {(board) => {
          const isEmpty =
            totalsOf(board.flowRunOutcomes).size === 0 && totalsOf(board.taskRunOutcomes).size === 0;
          return (
            <div className="flex flex-col gap-4">
              {isEmpty && board.workPoolPulses.length === 0 && <ConnectCard />}
              <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(280px,340px)]">
                <DashboardRuns board={board} kind={kind} onKind={setKind} stepsNow={stepsNow} />
                <div className="flex min-w-0 flex-col gap-4">
                  <TaskTrend buckets={board.taskRunOutcomes} />
                  <PoolPulses pools={board.workPoolPulses} />
                </div>
              </div>
            </div>
          );
        }}
      </QueryView>
    </>
  );
}
