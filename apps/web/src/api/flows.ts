import type { FlowResponse } from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const flowsKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'flows'] as const;

export const FLOWS_A_PAGE = 50;
/** One page of flows, by name. */
export const flowsQuery = (place: WorkspacePlace, name: string, offset: number, limit = FLOWS_A_PAGE) =>
  queryOptions({
    queryKey: [...flowsKey(place), 'list', name, offset, limit],
    queryFn: () =>
      api.post<FlowResponse[]>(`${workspacePath(place)}/flows/filter`, {
        sort: 'NAME_ASC',
        ...(name ? { flows: { name: { like_: name } } } : {}),
        limit,
        offset,
      }),
  });
/** Names of what a list points to; asked for at once. */
export const flowsByIdQuery = (place: WorkspacePlace, ids: readonly string[]) =>
  queryOptions({
    queryKey: [...flowsKey(place), 'by-id', ids],
    queryFn: () =>
      api.post<FlowResponse[]>(`${workspacePath(place)}/flows/filter`, {
        flows: { id: { any_: ids } },
        limit: 200,
      }),
    enabled: ids.length > 0,
    staleTime: 60_000,
  });
export const flowQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...flowsKey(place), 'one', id],
    queryFn: ({ signal }) => api.get<FlowResponse>(`${workspacePath(place)}/flows/${id}`, undefined, signal),
    staleTime: 60_000,
  });

/** How many deployments each flow has. */
export const deploymentCountsQuery = (place: WorkspacePlace, ids: readonly string[]) =>
  queryOptions({
    queryKey: [...flowsKey(place), 'deployment-counts', ids],
    queryFn: () =>
      api.post<Record<string, number>>(`${workspacePath(place)}/ui/flows/count-deployments`, {
        flow_ids: ids,
      }),
    enabled: ids.length > 0,
  });

export const flows = {
  remove: (place: WorkspacePlace, id: string) => api.delete(`${workspacePath(place)}/flows/${id}`),
};
