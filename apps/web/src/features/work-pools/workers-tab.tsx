import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { type Worker, workersQuery } from '../../api/work-pools.ts';
import { Badge } from '../../ui/badge.tsx';
import { Command } from '../../ui/code.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { workerCommand } from './worker-command.ts';

const COLUMNS: readonly Column<Worker>[] = [
  {
    key: 'name',
    title: 'Worker',
    width: 'minmax(140px, 1fr)',
    cell: (worker) => <span className="truncate font-medium">{worker.name}</span>,
  },
  {
    key: 'status',
    title: 'Status',
    width: '104px',
    narrow: '84px',
    cell: (worker) =>
      worker.status === 'ONLINE' ? (
        <Badge tone="ok" icon="check">
          Online
        </Badge>
      ) : (
        <Badge icon="wifiOff">Offline</Badge>
      ),
  },
  {
    key: 'heartbeat',
    title: 'Heartbeat',
    width: '128px',
    narrow: '88px',
    align: 'end',
    cell: (worker) => (
      <span className="text-ink-2">
        <Time at={worker.last_heartbeat_time} />
      </span>
    ),
  },
];

/** Who takes runs from the pool, and how one more starts. */
export function WorkersTab({ pool }: { readonly pool: string }): JSX.Element {
  const { place } = useWorkspace();
  return (
    <QueryView query={useQuery(workersQuery(place, pool))}>
      {(workers) => (
        <div className="flex flex-col gap-4">
          <Table
            label="Workers"
            rows={workers}
            columns={COLUMNS}
            rowKey={(worker) => worker.id}
            rowHeight={44}
            empty={
              <EmptyState icon="server" title="No worker is running" command={workerCommand(pool)}>
                Runs wait until a worker takes them. Start one on a machine that shall run the flows.
              </EmptyState>
            }
          />
          {workers.length > 0 && (
            <div>
              <p className="mb-1.5 text-12 text-ink-3">Start one more</p>
              <Command text={workerCommand(pool)} />
            </div>
          )}
        </div>
      )}
    </QueryView>
  );
}
