import type { FlowResponse } from '@orch/contract';
import type { LastRuns } from '../../api/last-runs.ts';
import type { Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { lastRunsColumn } from '../runs/last-runs-bars.tsx';
import { FlowLink } from '../runs/place-link.tsx';
import { TagList } from '../runs/tag-list.tsx';

/** The columns of the list of flows; counts and last runs come by the flow's id. */
export const flowColumns = (
  counts: Readonly<Record<string, number>> | undefined,
  last: LastRuns | undefined,
): readonly Column<FlowResponse>[] => [
  {
    key: 'name',
    title: 'Flow',
    width: 'minmax(140px, 2fr)',
    cell: (flow) => (
      <span className="flex min-w-0 items-center gap-2">
        <FlowLink id={flow.id} className="font-medium">
          {flow.name}
        </FlowLink>
        <TagList tags={flow.tags} />
      </span>
    ),
  },
  lastRunsColumn(last),
  {
    key: 'deployments',
    title: 'Deployments',
    width: '104px',
    align: 'end',
    cell: (flow) => <span className="text-ink-2">{counts ? (counts[flow.id] ?? 0) : '…'}</span>,
  },
  {
    key: 'created',
    title: 'First seen',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (flow) => (
      <span className="text-ink-2">
        <Time at={flow.created} />
      </span>
    ),
  },
];
