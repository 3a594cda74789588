import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const limitsKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'limits'] as const;

export interface GlobalLimit {
  readonly id: string;
  readonly updated: string;
  readonly name: string;
  readonly limit: number;
  readonly active: boolean;
  readonly active_slots: number;
  readonly slot_decay_per_second: number;
}
/** Slots come and go without events, so they are asked for while somebody looks. */
export const limitsQuery = (place: WorkspacePlace, offset: number) =>
  queryOptions({
    queryKey: [...limitsKey(place), offset],
    queryFn: () =>
      api.post<GlobalLimit[]>(`${workspacePath(place)}/v2/concurrency_limits/filter`, { limit: 100, offset }),
    refetchInterval: 5_000,
  });

interface LimitBody {
  readonly name: string;
  readonly limit: number;
  readonly active: boolean;
  readonly slot_decay_per_second: number;
}
export const limits = {
  create: (place: WorkspacePlace, body: LimitBody) =>
    api.post<GlobalLimit>(`${workspacePath(place)}/v2/concurrency_limits/`, body),
  change: (place: WorkspacePlace, id: string, body: Partial<LimitBody> & { active_slots?: number }) =>
    api.patch(`${workspacePath(place)}/v2/concurrency_limits/${id}`, body),
  remove: (place: WorkspacePlace, id: string) =>
    api.delete(`${workspacePath(place)}/v2/concurrency_limits/${id}`),
};
