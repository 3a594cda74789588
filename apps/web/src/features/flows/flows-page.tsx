import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { deploymentCountsQuery, FLOWS_A_PAGE, flowsKey, flowsQuery } from '../../api/flows.ts';
import { lastRunsQuery } from '../../api/last-runs.ts';
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
import { flowColumns } from './flow-columns.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/flows');

/** Every flow that ever ran or was deployed here. */
export function FlowsPage(): JSX.Element {
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
    ...flowsQuery(place, search.name ?? '', offset),
    placeholderData: keepPreviousData,
  });
  const ids = query.data?.map(({ id }) => id) ?? [];
  const { data: counts } = useQuery(deploymentCountsQuery(place, ids));
  const { data: last } = useQuery(lastRunsQuery(place, 'flows', ids));
  useLive({ place, prefixes: ['prefect.flow.', 'prefect.deployment.'], refresh: [flowsKey(place)] });
  return (
    <>
      <PageHeader title="Flows" description="What can run here, by name." />
      <FilterBar search={{ value: name, onChange: setName, label: 'Search flows' }} />
      <QueryView query={query} rows={8}>
        {(rows) => (
          <>
            <Table
              label="Flows"
              rows={rows}
              columns={flowColumns(counts, last)}
              rowKey={(flow) => flow.id}
              rowHeight={44}
              onRowClick={(flow) => open.flow(flow.id)}
              empty={
                search.name ? (
                  <EmptyState icon="search" title="No flow has this name" />
                ) : (
                  <EmptyState icon="flow" title="No flows yet" command="python your_flow.py">
                    A flow appears here when it runs or is deployed for the first time.
                  </EmptyState>
                )
              }
            />
            <Pagination
              offset={offset}
              shown={rows.length}
              pageSize={FLOWS_A_PAGE}
              hasMore={rows.length === FLOWS_A_PAGE}
              onChange={(next) => void navigate({ to: '.', search: { ...search, offset: String(next) } })}
            />
          </>
        )}
      </QueryView>
    </>
  );
}
