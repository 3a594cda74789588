import type {
  AutomationExplanation,
  AutomationFiring,
  BacktestResult,
  FailedAction,
  LastFiring,
  TestedAction,
} from '@orch/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { JsonObject } from './deployments.ts';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

/** Labels that a resource must have; several values mean any of them, `*` at the end any ending, `!` in front not. */
export type Labels = Readonly<Record<string, string | readonly string[]>>;
export interface EventTrigger {
  readonly type: 'event';
  readonly id?: string | null;
  readonly match: Labels;
  readonly match_related: Labels | readonly Labels[];
  readonly after: readonly string[];
  readonly expect: readonly string[];
  readonly for_each: readonly string[];
  readonly posture: 'Reactive' | 'Proactive';
  readonly threshold: number;
  /** Seconds. */
  readonly within: number;
}
export interface GroupTrigger {
  readonly type: 'compound' | 'sequence';
  readonly id?: string | null;
  readonly triggers: readonly Trigger[];
  /** Seconds; null is without end. */
  readonly within: number | null;
  readonly require?: number | 'any' | 'all';
}
export interface MetricTrigger {
  readonly type: 'metric';
  readonly id?: string | null;
  readonly posture: 'Metric';
  readonly match: Labels;
  readonly match_related: Labels | readonly Labels[];
  readonly metric: {
    readonly name: 'lateness' | 'duration' | 'successes';
    readonly threshold: number;
    readonly operator: '<' | '<=' | '>' | '>=';
    /** Seconds. */
    readonly range: number;
    /** Seconds. */
    readonly firing_for: number;
  };
}
export type Trigger = EventTrigger | GroupTrigger | MetricTrigger;
export type Action = JsonObject & { readonly type: string };
/** What the editor writes. */
export interface AutomationDraft {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly trigger: Trigger;
  readonly actions: readonly Action[];
  readonly actions_on_trigger: readonly Action[];
  readonly actions_on_resolve: readonly Action[];
}
export interface Automation extends AutomationDraft {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
}
export const automationsKey = (place: WorkspacePlace) =>
  ['workspace', place.workspaceId, 'automations'] as const;
const path = (place: WorkspacePlace): string => `${workspacePath(place)}/automations`;
export const AUTOMATIONS_A_PAGE = 50;

export const automationsQuery = (place: WorkspacePlace, offset = 0, limit = AUTOMATIONS_A_PAGE) =>
  queryOptions({
    queryKey: [...automationsKey(place), 'list', offset, limit],
    queryFn: () => api.post<Automation[]>(`${path(place)}/filter`, { sort: 'NAME_ASC', limit, offset }),
  });
export const automationQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...automationsKey(place), 'one', id],
    queryFn: ({ signal }) => api.get<Automation>(`${path(place)}/${id}`, undefined, signal),
  });
/** When each of these automations fired last, by id. */
export const lastFiringsQuery = (place: WorkspacePlace, shown: readonly Automation[]) => {
  const ids = shown.map(({ id }) => id);
  return queryOptions({
    queryKey: [...automationsKey(place), 'last-firings', ids],
    queryFn: async (): Promise<ReadonlyMap<string, string>> => {
      const last = await api.post<LastFiring[]>(`${path(place)}/last_firings`, { automation_ids: ids });
      return new Map(last.map((one) => [one.automation_id, one.fired_at]));
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
};
export const explainQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...automationsKey(place), 'explain', id],
    queryFn: () => api.get<AutomationExplanation>(`${path(place)}/${id}/explain`),
    refetchInterval: 10_000,
  });
export const FIRINGS_A_PAGE = 25;
export const firingsQuery = (place: WorkspacePlace, id: string, offset: number) =>
  queryOptions({
    queryKey: [...automationsKey(place), 'firings', id, offset],
    queryFn: () =>
      api.post<AutomationFiring[]>(`${path(place)}/${id}/firings/filter`, { limit: FIRINGS_A_PAGE, offset }),
    refetchInterval: 10_000,
  });
export const failuresQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: [...automationsKey(place), 'failures'],
    queryFn: () => api.post<FailedAction[]>(`${path(place)}/failures/filter`, { limit: 100, offset: 0 }),
  });

const WEEK_MS = 7 * 86_400_000;
/** Names of events of the last week, the most frequent first: something to choose from. */
export const eventNamesQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: [...automationsKey(place), 'event-names'],
    queryFn: () =>
      api.post<readonly { readonly value: string; readonly count: number }[]>(
        `${workspacePath(place)}/events/count-by/event`,
        {
          filter: {
            occurred: {
              since: new Date(Date.now() - WEEK_MS).toISOString(),
              until: new Date().toISOString(),
            },
          },
        },
      ),
    staleTime: 60_000,
  });

export const automations = {
  create: (place: WorkspacePlace, draft: AutomationDraft) => api.post<Automation>(`${path(place)}/`, draft),
  replace: (place: WorkspacePlace, id: string, draft: AutomationDraft) =>
    api.put(`${path(place)}/${id}`, draft),
  enable: (place: WorkspacePlace, id: string, enabled: boolean) =>
    api.patch(`${path(place)}/${id}`, { enabled }),
  remove: (place: WorkspacePlace, id: string) => api.delete(`${path(place)}/${id}`),
  backtest: (place: WorkspacePlace, automation: AutomationDraft, hours: number) => {
    const until = Date.now();
    return api.post<BacktestResult>(`${path(place)}/backtest`, {
      automation,
      since: new Date(until - hours * 3_600_000).toISOString(),
      until: new Date(until).toISOString(),
    });
  },
  testAction: (place: WorkspacePlace, action: Action) =>
    api.post<TestedAction>(`${path(place)}/test_action`, { action }),
  retryFailure: (place: WorkspacePlace, id: string) => api.post(`${path(place)}/failures/${id}/retry`),
  dropFailure: (place: WorkspacePlace, id: string) => api.delete(`${path(place)}/failures/${id}`),
};
