import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { runLineOf } from '../../api/run-lines.ts';
import { slotHoldersQuery, type WorkPool } from '../../api/work-pools.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Table } from '../../ui/table.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useOpen } from '../runs/place-link.tsx';
import { runColumns } from '../runs/run-columns.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

/** Who holds the slots of a pool: its runs that are on their way or running. */
export function SlotsTab({ pool }: { readonly pool: WorkPool }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const limit = pool.concurrency_limit;
  return (
    <QueryView query={useQuery(slotHoldersQuery(place, pool.name))}>
      {(rows) => (
        <div className="flex flex-col gap-4">
          {limit !== null && <Gauge used={rows.length} limit={limit} />}
          <Table
            label="Runs that hold a slot"
            rows={rows.map(runLineOf)}
            columns={runColumns({ hide: ['flow'] })}
            rowKey={(run) => run.id}
            rowHeight={44}
            onRowClick={(run) => open.run(run.id)}
            empty={
              <EmptyState icon="gauge" title="All slots are free">
                A run holds a slot from the moment a worker takes it until it has ended.
              </EmptyState>
            }
          />
        </div>
      )}
    </QueryView>
  );
}

function Gauge({ used, limit }: { used: number; limit: number }): JSX.Element {
  const share = limit === 0 ? 100 : Math.min(100, (used / limit) * 100);
  return (
    <div className="max-w-sm">
      <p className="num flex items-baseline justify-between gap-3">
        <span className="font-medium">Slots in use</span>
        <span className="text-ink-2">
          {used} of {limit}
        </span>
      </p>
      <div aria-hidden="true" className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-active">
        <div className="h-full rounded-full bg-accent" style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
