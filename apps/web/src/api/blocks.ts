import { queryOptions } from '@tanstack/react-query';
import type { JsonObject } from './deployments.ts';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const blocksKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'blocks'] as const;
export const BLOCKS_A_PAGE = 100;

/** The members that pages read. Secrets in `data` come masked from the server. */
export interface BlockDocument {
  readonly id: string;
  readonly updated: string;
  readonly name: string | null;
  readonly block_type_name: string | null;
  readonly block_type: { readonly slug: string } | null;
  readonly data: JsonObject;
}
export const blocksQuery = (place: WorkspacePlace, name: string, offset: number) =>
  queryOptions({
    queryKey: [...blocksKey(place), name, offset],
    queryFn: () =>
      api.post<BlockDocument[]>(`${workspacePath(place)}/block_documents/filter`, {
        block_documents: { is_anonymous: { eq_: false }, ...(name ? { name: { like_: name } } : {}) },
        limit: BLOCKS_A_PAGE,
        offset,
      }),
  });
export const blocks = {
  remove: (place: WorkspacePlace, id: string) => api.delete(`${workspacePath(place)}/block_documents/${id}`),
};
