import { queryOptions } from '@tanstack/react-query';
import type { JsonObject } from './deployments.ts';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const blocksKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'blocks'] as const;
export const BLOCKS_A_PAGE = 100;

export interface BlockType {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly documentation_url: string | null;
  readonly description: string | null;
  readonly code_example: string | null;
  readonly is_protected: boolean;
}
export interface BlockSchema {
  readonly id: string;
  readonly fields: JsonObject;
  readonly capabilities: readonly string[];
  readonly version: string;
}
/** The members that pages read. Secrets in `data` come masked from the server. */
export interface BlockDocument {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string | null;
  readonly block_schema_id: string;
  readonly block_schema: BlockSchema | null;
  readonly block_type_id: string;
  readonly block_type_name: string | null;
  readonly block_type: BlockType | null;
  readonly data: JsonObject;
  /** Members of `data` that are other documents. */
  readonly block_document_references: Readonly<
    Record<string, { readonly block_document?: { readonly id: string; readonly name: string | null } }>
  >;
}
const path = (place: WorkspacePlace): string => `${workspacePath(place)}/block_documents`;

export const blocksQuery = (place: WorkspacePlace, name: string, offset: number, typeId?: string) =>
  queryOptions({
    queryKey: [...blocksKey(place), 'list', name, offset, typeId ?? ''],
    queryFn: () =>
      api.post<BlockDocument[]>(`${path(place)}/filter`, {
        block_documents: {
          is_anonymous: { eq_: false },
          ...(name ? { name: { like_: name } } : {}),
          ...(typeId ? { block_type_id: { any_: [typeId] } } : {}),
        },
        limit: BLOCKS_A_PAGE,
        offset,
      }),
  });
export const blockQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...blocksKey(place), 'one', id],
    queryFn: ({ signal }) => api.get<BlockDocument>(`${path(place)}/${id}`, undefined, signal),
  });

/** Kinds of block by what they can do. */
export type Ability = 'notify' | 'store';
const CAPABILITY: Readonly<Record<Ability, string>> = { notify: 'notify', store: 'write-path' };
const TYPES_MAX = 200;
/** All types of block, with what they can do; the three lists are asked for at once. */
export const blockTypesQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: [...blocksKey(place), 'types'],
    queryFn: async () => {
      const ask = (ability?: Ability) =>
        api.post<BlockType[]>(`${workspacePath(place)}/block_types/filter`, {
          limit: TYPES_MAX,
          ...(ability ? { block_schemas: { block_capabilities: { all_: [CAPABILITY[ability]] } } } : {}),
        });
      const [all, notify, store] = await Promise.all([ask(), ask('notify'), ask('store')]);
      const has = (list: readonly BlockType[], id: string): boolean => list.some((one) => one.id === id);
      return all.map((type) => ({
        ...type,
        ability: has(notify, type.id)
          ? ('notify' as const)
          : has(store, type.id)
            ? ('store' as const)
            : undefined,
      }));
    },
    staleTime: 60_000,
  });
/** The newest schema of a type: what a new block has to say. */
export const blockSchemaQuery = (place: WorkspacePlace, typeId: string) =>
  queryOptions({
    queryKey: [...blocksKey(place), 'schema', typeId],
    queryFn: async () => {
      const [newest] = await api.post<BlockSchema[]>(`${workspacePath(place)}/block_schemas/filter`, {
        block_schemas: { block_type_id: { any_: [typeId] } },
        limit: 1,
      });
      return newest ?? null;
    },
    enabled: typeId !== '',
    staleTime: 60_000,
  });

export const blocks = {
  create: (
    place: WorkspacePlace,
    body: { name: string; data: JsonObject; block_type_id: string; block_schema_id: string },
  ) => api.post<BlockDocument>(`${path(place)}/`, body),
  /** `data` as a whole; hidden secrets that are sent back stay what they are. */
  replace: (place: WorkspacePlace, id: string, data: JsonObject) =>
    api.patch(`${path(place)}/${id}`, { data, merge_existing_data: false }),
  remove: (place: WorkspacePlace, id: string) => api.delete(`${path(place)}/${id}`),
  test: (place: WorkspacePlace, id: string) =>
    api.post<{ ok: boolean; error: string | null }>(`${path(place)}/${id}/test_notification`, {}),
};
