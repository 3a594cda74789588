import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

/** One condition of a saved search, as the wire keeps it. */
interface SavedFilter {
  readonly object: string;
  readonly property: string;
  readonly type: string;
  readonly operation: string;
  readonly value: unknown;
}
export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  readonly filters: readonly SavedFilter[] | null;
}

export const savedSearchesKey = (place: WorkspacePlace) =>
  ['workspace', place.workspaceId, 'saved-searches'] as const;
export const savedSearchesQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: savedSearchesKey(place),
    queryFn: () => api.post<SavedSearch[]>(`${workspacePath(place)}/saved_searches/filter`, { limit: 100 }),
    staleTime: 60_000,
  });

/** What an address says, as conditions; what is left out of it is left out of them. */
export const filtersOfSearch = (search: object): readonly SavedFilter[] =>
  Object.entries(search).map(([property, value]) => ({
    object: 'flow_run',
    property,
    type: 'string',
    operation: 'equals',
    value: value as unknown,
  }));
/** What the address of a saved search says; conditions that other programs saved and we do not know are left out. */
export const searchOfFilters = (
  filters: SavedSearch['filters'],
  known: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (filters ?? []).flatMap(({ property, value }) =>
      known.includes(property) && typeof value === 'string' ? [[property, value]] : [],
    ),
  );

export const savedSearches = {
  /** Makes one, or replaces its namesake. */
  save: (place: WorkspacePlace, name: string, search: object) =>
    api.put<SavedSearch>(`${workspacePath(place)}/saved_searches/`, {
      name,
      filters: filtersOfSearch(search),
    }),
  remove: (place: WorkspacePlace, id: string) => api.delete(`${workspacePath(place)}/saved_searches/${id}`),
};
