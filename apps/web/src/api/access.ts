import type { AccessControlBody, ObjectAccessOfWire } from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

/** Something with an access list of its own; work pools go by their name. */
export interface AccessObject {
  readonly kind: 'deployments' | 'work_pools' | 'block_documents';
  readonly id: string;
}
const path = (place: WorkspacePlace, { kind, id }: AccessObject): string =>
  `${workspacePath(place)}/${kind}/${encodeURIComponent(id)}/access`;
export const objectAccessKey = (place: WorkspacePlace, { kind, id }: AccessObject) =>
  ['workspace', place.workspaceId, 'object-access', kind, id] as const;

export const objectAccessQuery = (place: WorkspacePlace, object: AccessObject) =>
  queryOptions({
    queryKey: objectAccessKey(place, object),
    queryFn: ({ signal }) => api.get<ObjectAccessOfWire>(path(place, object), undefined, signal),
  });
export const replaceObjectAccess = (place: WorkspacePlace, object: AccessObject, body: AccessControlBody) =>
  api.put(path(place, object), body);
