import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { type Counted, countQuery, recentRunsQuery, type RecentRun } from '../../api/workspaces.ts';
import { Card } from '../../ui/card.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { ConnectCard } from './connect-card.tsx';
import { durationText } from './duration-text.ts';
import { useWorkspace } from './workspace-shell.tsx';

const TILES: readonly (readonly [what: Counted, label: string, icon: IconName])[] = [
  ['flow_runs', 'Flow runs', 'activity'],
  ['flows', 'Flows', 'flow'],
  ['deployments', 'Deployments', 'rocket'],
  ['work_pools', 'Work pools', 'layers'],
];

const COLUMNS: readonly Column<RecentRun>[] = [
  {
    key: 'name',
    title: 'Run',
    width: 'minmax(140px, 1fr)',
    cell: (run) => <span className="truncate font-medium">{run.name}</span>,
  },
  {
    key: 'state',
    title: 'State',
    width: '136px',
    cell: (run) =>
      run.state_type ? <StateBadge type={run.state_type} name={run.state_name ?? run.state_type} /> : '–',
  },
  {
    key: 'duration',
    title: 'Duration',
    width: '88px',
    align: 'end',
    wideOnly: true,
    cell: (run) => <span className="text-ink-2">{durationText(run.estimated_run_time)}</span>,
  },
  {
    key: 'start',
    title: 'Started',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (run) => (
      <span className="text-ink-2">
        <Time at={run.start_time ?? run.expected_start_time} never="Not yet" />
      </span>
    ),
  },
];

/** How the workspace is doing; for an empty one, how to connect. */
export function DashboardPage(): JSX.Element {
  const { place, workspace_name, workspace_description } = useWorkspace();
  const runs = useQuery(recentRunsQuery(place));
  const isEmpty = runs.data?.length === 0;
  return (
    <>
      <PageHeader
        title="Dashboard"
        description={workspace_description || `What happens in ${workspace_name}.`}
      />
      <div className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-8 border border-line bg-line lg:grid-cols-4">
        {TILES.map(([what, label, icon]) => (
          <Tile key={what} what={what} label={label} icon={icon} />
        ))}
      </div>
      {isEmpty && <ConnectCard />}
      {!isEmpty && (
        <Card title="Recent runs" flush>
          <QueryView query={runs}>
            {(rows) => (
              <Table
                flush
                label="Recent runs"
                rows={rows}
                columns={COLUMNS}
                rowKey={(run) => run.id}
                rowHeight={44}
              />
            )}
          </QueryView>
        </Card>
      )}
      {!isEmpty && (
        <div className="mt-6">
          <ConnectCard />
        </div>
      )}
    </>
  );
}

const NUMBER = new Intl.NumberFormat('en');

function Tile({ what, label, icon }: { what: Counted; label: string; icon: IconName }): JSX.Element {
  const { place } = useWorkspace();
  const { data, isError } = useQuery(countQuery(place, what));
  return (
    <div className="flex flex-col gap-2 bg-surface px-4 py-3.5 sm:px-5">
      <span className="flex items-center gap-2 text-12 text-ink-3">
        <Icon name={icon} size={14} />
        {label}
      </span>
      {data === undefined && !isError ? (
        <Skeleton className="my-1 h-6 w-12" />
      ) : (
        <span className="num text-26 font-semibold">{data === undefined ? '–' : NUMBER.format(data)}</span>
      )}
    </div>
  );
}
