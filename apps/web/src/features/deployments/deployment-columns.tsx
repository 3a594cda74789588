import type { JSX } from 'react';
import type { Deployment } from '../../api/deployments.ts';
import type { LastRuns } from '../../api/last-runs.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Column } from '../../ui/table.tsx';
import { lastRunsColumn } from '../runs/last-runs-bars.tsx';
import { DeploymentLink, FlowLink, PoolLink } from '../runs/place-link.tsx';
import { TagList } from '../runs/tag-list.tsx';
import { scheduleText } from './schedule-text.ts';

/** Whether it can run now. */
export function DeploymentStatus({ one }: { readonly one: Deployment }): JSX.Element {
  if (one.paused) return <Badge icon="pause">Paused</Badge>;
  return one.status === 'READY' ? (
    <Badge tone="ok" icon="check">
      Ready
    </Badge>
  ) : (
    <Badge tone="warn" icon="clock">
      Not ready
    </Badge>
  );
}

const schedulesText = (one: Deployment): string => {
  const active = one.schedules.filter(({ active: isActive }) => isActive);
  const [first] = active;
  if (!first) return '–';
  return scheduleText(first.schedule) + (active.length > 1 ? ` and ${active.length - 1} more` : '');
};

/** The columns of every list of deployments; names of flows and last runs where the list has them. */
export function deploymentColumns(
  flowName?: (id: string) => string | undefined,
  last?: { readonly runs: LastRuns | undefined },
): readonly Column<Deployment>[] {
  return [
    {
      key: 'name',
      title: 'Deployment',
      width: 'minmax(150px, 2fr)',
      cell: (one) => (
        <span className="flex min-w-0 flex-col">
          <span className="flex min-w-0 items-center gap-2">
            <DeploymentLink id={one.id} className="leading-6 font-medium">
              {one.name}
            </DeploymentLink>
            <span className="hidden xl:block">
              <TagList tags={one.tags} />
            </span>
          </span>
          {flowName && (
            <FlowLink id={one.flow_id} className="text-12 leading-6 text-ink-3">
              {flowName(one.flow_id) ?? '…'}
            </FlowLink>
          )}
        </span>
      ),
    },
    {
      key: 'status',
      title: 'Status',
      width: '104px',
      narrow: 'max-content',
      narrowAlign: 'end',
      cell: (one) => <DeploymentStatus one={one} />,
    },
    ...(last ? [lastRunsColumn<Deployment>(last.runs)] : []),
    {
      key: 'schedule',
      title: 'Schedule',
      width: 'minmax(120px, 1fr)',
      wideOnly: true,
      cell: (one) => <span className="truncate text-ink-2">{schedulesText(one)}</span>,
    },
    {
      key: 'pool',
      title: 'Work pool',
      width: 'minmax(100px, 1fr)',
      wideOnly: true,
      cell: (one) =>
        one.work_pool_name ? (
          <PoolLink name={one.work_pool_name} className="text-ink-2" />
        ) : (
          <span className="text-ink-3">–</span>
        ),
    },
  ];
}
