import type { JsonText, Micros } from '@orch/kernel';
import { type BackgroundDatabase, type Tx, prepared } from '@orch/platform';
import type { EventRef, Firing } from '@orch/triggers';
import type { AutomationRow } from '../automations/automation.presenter.ts';

export interface OrderedAction {
  readonly id: string;
  readonly automationId: string;
  readonly automation: AutomationRow;
  readonly action: string;
  readonly type: string;
  readonly actionIndex: number;
  readonly firing: Firing;
  readonly event: EventRef | null;
  readonly stateEventId: string;
  readonly chain: readonly string[];
}

/** A row of `automation_action`; JSON is text. */
export interface ActionRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly automation: JsonText;
  readonly action: JsonText;
  readonly action_index: number;
  readonly firing: JsonText;
  readonly event_id: string | null;
  readonly event_us: number | null;
  readonly state_event_id: string;
  readonly chain: string[];
  readonly attempts: number;
}

/** That an action is over. */
export interface ActionEnd {
  readonly id: string;
  /** The number of the try that ended it. */
  readonly attempts: number;
  /** Why it failed; null when it did not. */
  readonly reason: string | null;
  readonly atUs: Micros;
}

const ADD = prepared(
  'automations.order_actions',
  `insert into automation_action (workspace_id, id, automation_id, automation, action, action_index, firing, event_id, event_us, state_event_id, chain)
   select $1::uuid, r.id, r.automation_id, r.automation, r.action, r.action_index, r.firing, r.event_id, r.event_us, r.state_event_id, r.chain
   from json_to_recordset($2::json) as r(id uuid, automation_id uuid, automation json, action json, action_index integer, firing json,
     event_id uuid, event_us bigint, state_event_id uuid, chain text[])`,
);
// Whoever takes an action has it for two minutes; when its process dies, another one tries it then.
const CLAIM = prepared(
  'automations.claim_actions',
  `update automation_action a set attempts = a.attempts + 1, due = clock_timestamp() + interval '2 minutes'
   from (select workspace_id, id from automation_action where status = 'waiting' and due <= clock_timestamp()
         order by due limit $1 for update skip locked) c
   where a.workspace_id = c.workspace_id and a.id = c.id
   returning a.workspace_id, a.id, a.automation, a.action, a.action_index, a.firing, a.event_id, a.event_us, a.state_event_id, a.chain, a.attempts`,
);
// Any number of ends in one statement. An end is noted with the firing of its action, of which several may end at once.
// Answers those that are ended by this: another process may have an action by now.
const END = prepared(
  'automations.end_actions',
  `with given as (
     select * from json_to_recordset($2::json) as r(id uuid, attempts integer, is_failed boolean, noted jsonb)
   ), done as (
     delete from automation_action a using given g
     where a.workspace_id = $1::uuid and a.id = g.id and a.attempts = g.attempts and a.status = 'waiting' and not g.is_failed
     returning a.id, a.state_event_id, a.action_index, g.noted
   ), failed as (
     update automation_action a set status = 'failed', reason = g.noted ->> 'error', failed_at = clock_timestamp() from given g
     where a.workspace_id = $1::uuid and a.id = g.id and a.attempts = g.attempts and a.status = 'waiting' and g.is_failed
     returning a.id, a.state_event_id, a.action_index, g.noted
   ), ended as (
     select * from done union all select * from failed
   ), notes as (
     select state_event_id, jsonb_object_agg(action_index::text, noted) as noted from ended group by state_event_id
   ), noted as (
     update automation_firing f set actions = (
       select jsonb_agg(one || coalesce(n.noted -> (place - 1)::text, '{}') order by place)
       from jsonb_array_elements(f.actions) with ordinality a(one, place)
     )
     from notes n where f.workspace_id = $1::uuid and f.id = n.state_event_id and f.actions <> '[]'
   ) select id from ended`,
);
const LATER = prepared(
  'automations.later_action',
  `update automation_action set due = clock_timestamp() + $4 * interval '1 second', reason = $5
   where workspace_id = $1::uuid and id = $2::uuid and attempts = $3 and status = 'waiting'`,
);

/** The queue of actions to do. What is done is told of by events; what failed stays, to be looked at. */
export const ActionQueue = {
  async add(tx: Tx, actions: readonly OrderedAction[]): Promise<void> {
    if (actions.length === 0) return;
    const rows = actions.map((one) => {
      const text = (value: unknown): string => JSON.stringify(value);
      return (
        `{"id":${text(one.id)},"automation_id":${text(one.automationId)},"automation":${text(one.automation)},"action":${one.action},` +
        `"action_index":${one.actionIndex},"firing":${text(one.firing)},"event_id":${text(one.event?.id ?? null)},` +
        `"event_us":${one.event?.occurredUs ?? 'null'},"state_event_id":${text(one.stateEventId)},"chain":${text(one.chain)}}`
      );
    });
    await tx.execute(ADD.with(tx.scope.workspaceId, `[${rows.join(',')}]`));
  },

  async claim(background: BackgroundDatabase, limit: number): Promise<ActionRow[]> {
    return background.queryOutside<ActionRow>(CLAIM.with(limit));
  },

  /** Ends actions; returns those that no other process has by now. */
  async end(tx: Tx, ends: readonly ActionEnd[]): Promise<ReadonlySet<string>> {
    const rows = ends.map(({ id, attempts, reason, atUs }) => ({
      id,
      attempts,
      is_failed: reason !== null,
      noted:
        reason === null
          ? { status: 'executed', error: null, executed_us: atUs, attempts }
          : { status: 'dead', error: reason, attempts },
    }));
    const ended = await tx.query<{ id: string }>(END.with(tx.scope.workspaceId, JSON.stringify(rows)));
    return new Set(ended.map(({ id }) => id));
  },

  async later(tx: Tx, id: string, attempt: number, seconds: number, reason: string): Promise<void> {
    await tx.execute(LATER.with(tx.scope.workspaceId, id, attempt, seconds, reason));
  },
};
