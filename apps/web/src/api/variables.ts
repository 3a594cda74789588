import type { VariableResponse } from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const variablesKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'variables'] as const;
export const VARIABLES_A_PAGE = 100;
export const variablesQuery = (place: WorkspacePlace, name: string, offset: number) =>
  queryOptions({
    queryKey: [...variablesKey(place), name, offset],
    queryFn: () =>
      api.post<VariableResponse[]>(`${workspacePath(place)}/variables/filter`, {
        sort: 'NAME_ASC',
        ...(name ? { variables: { name: { like_: name } } } : {}),
        limit: VARIABLES_A_PAGE,
        offset,
      }),
  });

interface VariableBody {
  readonly name: string;
  readonly value: unknown;
  readonly tags: readonly string[];
}
export const variables = {
  create: (place: WorkspacePlace, body: VariableBody) =>
    api.post<VariableResponse>(`${workspacePath(place)}/variables/`, body),
  update: (place: WorkspacePlace, id: string, body: VariableBody) =>
    api.patch(`${workspacePath(place)}/variables/${id}`, body),
  remove: (place: WorkspacePlace, id: string) => api.delete(`${workspacePath(place)}/variables/${id}`),
};
