import type { EventPageResponse } from '@orch/contract';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const eventsKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'events'] as const;

export interface EventChoice {
  readonly prefix: string | undefined;
  readonly resource: string;
}
/** Events of a time, the newest first, a page at a time. */
export const eventsQuery = (
  place: WorkspacePlace,
  named: unknown,
  choice: EventChoice,
  times: () => { since: string; until: string },
) =>
  infiniteQueryOptions({
    queryKey: [...eventsKey(place), named],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      pageParam === ''
        ? api.post<EventPageResponse>(`${workspacePath(place)}/events/filter?with_total=false`, {
            filter: {
              occurred: times(),
              ...(choice.prefix ? { event: { prefix: [choice.prefix] } } : {}),
              ...(choice.resource ? { any_resource: { id_prefix: [choice.resource] } } : {}),
            },
            limit: 50,
          })
        : api.get<EventPageResponse>(`${workspacePath(place)}/events/filter/next`, {
            'page-token': pageParam,
          }),
    getNextPageParam: ({ next_page }) =>
      next_page === null ? undefined : (new URL(next_page).searchParams.get('page-token') ?? undefined),
  });
