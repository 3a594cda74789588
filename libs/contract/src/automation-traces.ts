import * as z from 'zod';

import { action } from './automation-actions.ts';
import { automationCreate } from './automations.ts';
import { embeddedBody, limitMember, offsetMember } from './filters.ts';
import { under, withOpaque } from './opaque.ts';
import { wireDateTime, wireUuid } from './primitives.ts';
import { list, optionalMember, rule } from './wire-type.ts';

/** What an event meant to an automation; the younger an event, the earlier it stands. */
export interface TracedEvent {
  readonly event_id: string;
  readonly event: string;
  readonly occurred: string;
  /**
   * `fired`: it set the automation off. `counted`: it was counted or moved the trigger on. `ignored`: it is about what is
   * watched and changed nothing. `filtered`: it is not about what is watched, or an effect of the automation itself.
   */
  readonly outcome: 'fired' | 'counted' | 'ignored' | 'filtered';
  readonly reason: string;
}

/** What a trigger has counted for one key. */
export interface ExplainedBucket {
  readonly key: readonly string[];
  readonly count: number;
  readonly threshold: number;
  readonly opened_at: string;
  readonly closes_at: string;
  readonly text: string;
}

/** A trigger of an automation in plain words. */
export interface ExplainedTrigger {
  readonly trigger_id: string;
  readonly kind: 'event' | 'compound' | 'sequence' | 'metric';
  readonly text: string;
  readonly buckets: readonly ExplainedBucket[];
}

/** `GET /automations/{id}/explain`. */
export interface AutomationExplanation {
  readonly automation_id: string;
  readonly enabled: boolean;
  readonly computed_at: string;
  readonly summary: string;
  readonly triggers: readonly ExplainedTrigger[];
  readonly recent: readonly TracedEvent[];
}

/** `failed`: a try failed and there will be another one; `dead`: nobody tries it again by itself. */
export type FiredActionStatus = 'waiting' | 'executed' | 'failed' | 'dead';

/** What an automation ordered when it fired. */
export interface FiredAction {
  readonly index: number;
  readonly type: string;
  readonly status: FiredActionStatus;
  readonly attempts: number;
  readonly error: string | null;
  readonly executed_at: string | null;
}

/** One time that an automation fired. */
export interface AutomationFiring {
  readonly id: string;
  readonly trigger_id: string;
  readonly fired_at: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Null when time set it off, and when the event is not kept any more. */
  readonly triggering_event: Readonly<Record<string, unknown>> | null;
  readonly actions: readonly FiredAction[];
}

export const firingsFilterBody = embeddedBody({ offset: offsetMember, limit: limitMember });
export type FiringsFilterBody = z.output<typeof firingsFilterBody>;

export const LAST_FIRINGS_MAX = 200;
/** `POST /automations/last_firings`. */
export const lastFiringsBody = z.object({
  automation_ids: rule(list(wireUuid), (ids) =>
    ids.length > LAST_FIRINGS_MAX ? `List should have at most ${LAST_FIRINGS_MAX} items` : undefined,
  ),
});
export type LastFiringsBody = z.output<typeof lastFiringsBody>;

/** When an automation fired last; those that never did are left out. */
export interface LastFiring {
  readonly automation_id: string;
  readonly fired_at: string;
}

/** An action that was given up. */
export interface FailedAction {
  readonly id: string;
  readonly automation_id: string;
  readonly automation_name: string;
  readonly firing_id: string;
  readonly action: Readonly<Record<string, unknown>>;
  readonly action_index: number;
  readonly attempts: number;
  readonly error: string;
  readonly ordered_at: string;
  readonly failed_at: string;
}

export const failuresFilterBody = embeddedBody({
  automation_id: optionalMember(wireUuid),
  offset: offsetMember,
  limit: limitMember,
});
export type FailuresFilterBody = z.output<typeof failuresFilterBody>;

const AUTOMATION_OPAQUE = ['actions', 'actions_on_trigger', 'actions_on_resolve'].flatMap((name) => [
  `${name}.*.parameters`,
  `${name}.*.job_variables`,
]);

/** Days that a backtest may span. */
export const BACKTEST_DAYS_MAX = 7;
/** Events that a backtest looks at, at most. */
export const BACKTEST_EVENTS_MAX = 50_000;

/** `POST /automations/backtest`: what an automation would have done. */
export const backtestBody = withOpaque(
  z.object({ automation: automationCreate, since: wireDateTime, until: wireDateTime }),
  under('automation', AUTOMATION_OPAQUE),
);
export type BacktestBody = z.output<typeof backtestBody>;

export interface BacktestFiring {
  readonly fired_at: string;
  readonly trigger_id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly triggering_event_id: string | null;
}

export interface BacktestResult {
  /** Stored events of the names that the automation looks at. */
  readonly events_seen: number;
  /** There were more events or firings than are looked at or shown. */
  readonly truncated: boolean;
  readonly firings: readonly BacktestFiring[];
  readonly trace: readonly TracedEvent[];
}

/** `POST /automations/test_action`: does an action once, for an event that is made up. */
export const testActionBody = withOpaque(z.object({ action }), ['action.parameters', 'action.job_variables']);
export type TestActionBody = z.output<typeof testActionBody>;

export interface TestedAction {
  readonly ok: boolean;
  readonly error: string | null;
}
