import type { WebhookCallOfWire, WebhookOfWire, WebhookPreview } from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const webhooksKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'webhooks'] as const;
const path = (place: WorkspacePlace): string => `${workspacePath(place)}/webhooks`;
const LISTED_MAX = 200;
const CALLS_MAX = 50;

export const webhooksQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: [...webhooksKey(place), 'list'],
    queryFn: () => api.post<WebhookOfWire[]>(`${path(place)}/filter`, { limit: LISTED_MAX }),
  });
export const webhookQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...webhooksKey(place), 'one', id],
    queryFn: ({ signal }) => api.get<WebhookOfWire>(`${path(place)}/${id}`, undefined, signal),
  });
/** Calls make no events that a page could listen to when they fail, so they are asked for while somebody looks. */
export const webhookCallsQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...webhooksKey(place), 'calls', id],
    queryFn: () =>
      api.post<WebhookCallOfWire[]>(`${path(place)}/${id}/calls/filter`, { limit: CALLS_MAX, offset: 0 }),
    refetchInterval: 5_000,
  });

/** A call as somebody makes it up. */
export interface SampleCall {
  readonly template: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}
export const previewQuery = (place: WorkspacePlace, call: SampleCall) =>
  queryOptions({
    queryKey: [...webhooksKey(place), 'preview', call],
    queryFn: () => api.post<WebhookPreview>(`${path(place)}/preview`, call),
    retry: false,
    gcTime: 30_000,
  });

export interface WebhookBody {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly template: string;
  readonly service_account_id: string | null;
}
export const webhooks = {
  create: (place: WorkspacePlace, body: WebhookBody) => api.post<WebhookOfWire>(`${path(place)}/`, body),
  update: (place: WorkspacePlace, id: string, body: Partial<WebhookBody>) =>
    api.patch(`${path(place)}/${id}`, body),
  rotate: (place: WorkspacePlace, id: string) => api.post<WebhookOfWire>(`${path(place)}/${id}/rotate`),
  remove: (place: WorkspacePlace, id: string) => api.delete(`${path(place)}/${id}`),
};
/** Where others send their calls; undefined for who may not send events. */
export const webhookUrl = ({ slug }: Pick<WebhookOfWire, 'slug'>): string | undefined =>
  slug === null ? undefined : `${window.location.origin}/hooks/${slug}`;
