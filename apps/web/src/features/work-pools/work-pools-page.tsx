import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { poolPulsesQuery } from '../../api/dashboard.ts';
import { useLive } from '../../api/live.ts';
import { poolsKey, poolsQuery } from '../../api/work-pools.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Table } from '../../ui/table.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useOpen } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { CreatePoolDialog } from './create-pool-dialog.tsx';
import { poolColumns } from './pool-columns.tsx';

/** Where runs wait for workers. */
export function WorkPoolsPage(): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const { data: pulses } = useQuery(poolPulsesQuery(place));
  const [isAdding, setAdding] = useState(false);
  const [name, setName] = useState('');
  useLive({ place, prefixes: ['prefect.work-pool.'], refresh: [poolsKey(place)] });
  const add = (
    <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
      New work pool
    </Button>
  );
  return (
    <>
      <PageHeader title="Work pools" description="Where runs wait until a worker takes them." actions={add} />
      <FilterBar search={{ value: name, onChange: setName, label: 'Search work pools' }} />
      <QueryView query={useQuery(poolsQuery(place))} rows={6}>
        {(pools) => (
          <Table
            label="Work pools"
            rows={pools.filter((pool) => pool.name.toLowerCase().includes(name.trim().toLowerCase()))}
            columns={poolColumns(pulses)}
            rowKey={(pool) => pool.id}
            rowHeight={52}
            onRowClick={(pool) => open.pool(pool.name)}
            empty={
              name ? (
                <EmptyState icon="search" title="No work pool has this name" />
              ) : (
                <EmptyState
                  icon="layers"
                  title="No work pools yet"
                  command="prefect work-pool create my-pool --type process"
                >
                  A work pool connects deployments to the machines that run them. Create one, then start a
                  worker with one command.
                </EmptyState>
              )
            }
          />
        )}
      </QueryView>
      {isAdding && <CreatePoolDialog onClose={() => setAdding(false)} />}
    </>
  );
}
