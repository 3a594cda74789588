import type { JsonText, Micros } from '@orch/kernel';
import { type BackgroundDatabase, type PreparedStatement, type Tx, prepared } from '@orch/platform';
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
// The end of an action is noted with its firing, in the same statement; `n` is 0 when another process has it by now.
const NOTE_END = `noted as (
     update automation_firing f
     set actions = jsonb_set(f.actions, array[e.action_index::text], f.actions -> e.action_index || $4::jsonb)
     from ended e where f.workspace_id = $1::uuid and f.id = e.state_event_id and f.actions -> e.action_index is not null
   ) select count(*)::int as n from ended`;
const DONE = prepared(
  'automations.done_action',
  `with ended as (
     delete from automation_action where workspace_id = $1::uuid and id = $2::uuid and attempts = $3 and status = 'waiting'
     returning state_event_id, action_index
   ), ${NOTE_END}`,
);
const FAILED = prepared(
  'automations.failed_action',
  `with ended as (
     update automation_action set status = 'failed', reason = $4::jsonb ->> 'error', failed_at = clock_timestamp()
     where workspace_id = $1::uuid and id = $2::uuid and attempts = $3 and status = 'waiting'
     returning state_event_id, action_index
   ), ${NOTE_END}`,
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

  /** False when another process has the action by now. */
  async done(tx: Tx, id: string, attempt: number, atUs: Micros): Promise<boolean> {
    return ended(tx, DONE, id, attempt, { status: 'executed', error: null, executed_us: atUs });
  },

  /** As `done`. */
  async failed(tx: Tx, id: string, attempt: number, reason: string): Promise<boolean> {
    return ended(tx, FAILED, id, attempt, { status: 'dead', error: reason });
  },

  async later(tx: Tx, id: string, attempt: number, seconds: number, reason: string): Promise<void> {
    await tx.execute(LATER.with(tx.scope.workspaceId, id, attempt, seconds, reason));
  },
};

async function ended(
  tx: Tx,
  statement: PreparedStatement,
  id: string,
  attempts: number,
  fate: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const noted = JSON.stringify({ ...fate, attempts });
  const [row] = await tx.query<{ n: number }>(statement.with(tx.scope.workspaceId, id, attempts, noted));
  return (row?.n ?? 0) > 0;
}
