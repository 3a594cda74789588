import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { DEPLOYMENTS_A_PAGE, deploymentsKey, deploymentsQuery } from '../../api/deployments.ts';
import { flowsByIdQuery } from '../../api/flows.ts';
import { lastRunsQuery } from '../../api/last-runs.ts';
import { useLive } from '../../api/live.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ListView, useListSearch } from '../inside/list-view.tsx';
import { useOpen } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { deploymentColumns } from './deployment-columns.tsx';
import { deploymentActions } from './row-actions.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/deployments');

/** Flows that can run from here and by themselves. */
export function DeploymentsPage(): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const navigate = route.useNavigate();
  const list = useListSearch(
    route.useSearch(),
    (search, replace) => void navigate({ to: '.', search, replace }),
  );
  const query = useQuery({
    ...deploymentsQuery(place, list.name ? { name: list.name } : {}, list.offset),
    placeholderData: keepPreviousData,
  });
  const flowIds = [...new Set(query.data?.map(({ flow_id }) => flow_id))].sort();
  const { data: flows } = useQuery(flowsByIdQuery(place, flowIds));
  const names = new Map(flows?.map(({ id, name: flowName }) => [id, flowName]));
  const ids = query.data?.map(({ id }) => id) ?? [];
  const { data: runs } = useQuery(lastRunsQuery(place, 'deployments', ids));
  useLive({ place, prefixes: ['prefect.deployment.'], refresh: [deploymentsKey(place)] });
  return (
    <>
      <PageHeader title="Deployments" description="Flows that run from here, on a schedule or by the API." />
      <ListView
        label="Deployments"
        searchLabel="Search deployments"
        query={query}
        list={list}
        pageSize={DEPLOYMENTS_A_PAGE}
        columns={[...deploymentColumns((id) => names.get(id), { runs }), deploymentActions]}
        rowKey={(one) => one.id}
        rowHeight={52}
        onRowClick={(one) => open.deployment(one.id)}
        notFound={<EmptyState icon="search" title="No deployment has this name" />}
        empty={
          <EmptyState icon="rocket" title="No deployments yet" command="prefect deploy">
            Deploy a flow to run it on a schedule, from here or by the API.
          </EmptyState>
        }
      />
    </>
  );
}
