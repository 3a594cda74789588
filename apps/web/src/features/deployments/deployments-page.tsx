import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { DEPLOYMENTS_A_PAGE, deploymentsKey, deploymentsQuery } from '../../api/deployments.ts';
import { flowsByIdQuery } from '../../api/flows.ts';
import { useLive } from '../../api/live.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { Table } from '../../ui/table.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useOpen } from '../runs/place-link.tsx';
import { useTypedName } from '../runs/use-typed-name.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { deploymentColumns } from './deployment-columns.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/deployments');

/** Flows that can run from here and by themselves. */
export function DeploymentsPage(): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const offset = Number(search.offset) || 0;
  const [name, setName] = useTypedName(
    search.name ?? '',
    (next) => void navigate({ to: '.', search: next ? { name: next } : {}, replace: true }),
  );
  const query = useQuery({
    ...deploymentsQuery(place, search.name ? { name: search.name } : {}, offset),
    placeholderData: keepPreviousData,
  });
  const flowIds = [...new Set(query.data?.map(({ flow_id }) => flow_id))].sort();
  const { data: flows } = useQuery(flowsByIdQuery(place, flowIds));
  const names = new Map(flows?.map(({ id, name: flowName }) => [id, flowName]));
  useLive({ place, prefixes: ['prefect.deployment.'], refresh: [deploymentsKey(place)] });
  return (
    <>
      <PageHeader title="Deployments" description="Flows that run from here, on a schedule or by the API." />
      <FilterBar search={{ value: name, onChange: setName, label: 'Search deployments' }} />
      <QueryView query={query} rows={8}>
        {(rows) => (
          <>
            <Table
              label="Deployments"
              rows={rows}
              columns={deploymentColumns((id) => names.get(id))}
              rowKey={(one) => one.id}
              rowHeight={52}
              onRowClick={(one) => open.deployment(one.id)}
              empty={
                search.name ? (
                  <EmptyState icon="search" title="No deployment has this name" />
                ) : (
                  <EmptyState icon="rocket" title="No deployments yet" command="prefect deploy">
                    Deploy a flow to run it on a schedule, from here or by the API.
                  </EmptyState>
                )
              }
            />
            <Pagination
              offset={offset}
              shown={rows.length}
              pageSize={DEPLOYMENTS_A_PAGE}
              hasMore={rows.length === DEPLOYMENTS_A_PAGE}
              onChange={(next) => void navigate({ to: '.', search: { ...search, offset: String(next) } })}
            />
          </>
        )}
      </QueryView>
    </>
  );
}
