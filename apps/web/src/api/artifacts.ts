import type { ArtifactCollectionResponse, ArtifactResponse } from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const artifactsKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'artifacts'] as const;
export const ARTIFACTS_A_PAGE = 50;

/** The newest artifact of each key. */
export const latestArtifactsQuery = (place: WorkspacePlace, name: string, offset: number) =>
  queryOptions({
    queryKey: [...artifactsKey(place), 'latest', name, offset],
    queryFn: () =>
      api.post<ArtifactCollectionResponse[]>(`${workspacePath(place)}/artifacts/latest/filter`, {
        sort: 'UPDATED_DESC',
        ...(name ? { artifacts: { key: { like_: name } } } : {}),
        limit: ARTIFACTS_A_PAGE,
        offset,
      }),
  });
/** What was ever made under one key, the newest first. */
export const artifactHistoryQuery = (place: WorkspacePlace, key: string) =>
  queryOptions({
    queryKey: [...artifactsKey(place), 'history', key],
    queryFn: () =>
      api.post<ArtifactResponse[]>(`${workspacePath(place)}/artifacts/filter`, {
        sort: 'CREATED_DESC',
        artifacts: { key: { any_: [key] } },
        limit: 100,
      }),
  });
