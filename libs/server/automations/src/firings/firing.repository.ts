import type { FiredActionStatus } from '@orch/contract';
import type { JsonText, Micros } from '@orch/kernel';
import { type Database, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import type { Firing } from '@orch/triggers';

/** An ordered action as its firing remembers it. */
export interface NotedAction {
  readonly id: string;
  readonly type: string;
  readonly status: FiredActionStatus;
  readonly attempts?: number;
  readonly error?: string | null;
  readonly executed_us?: Micros;
}

/** A row of `automation_firing`. */
export interface FiringRow {
  readonly id: string;
  readonly trigger_id: string;
  readonly fired_us: Micros;
  readonly labels: JsonText;
  readonly event_id: string | null;
  readonly event_us: Micros | null;
  readonly actions: JsonText;
}

export interface NotedFiring {
  /** Of the event that tells of it. */
  readonly id: string;
  readonly automationId: string;
  readonly firing: Firing;
  readonly actions: readonly NotedAction[];
}

const ADD = prepared(
  'automations.note_firings',
  `insert into automation_firing (workspace_id, id, automation_id, trigger_id, fired_us, labels, event_id, event_us, actions)
   select $1::uuid, r.id, r.automation_id, r.trigger_id, r.fired_us, r.labels, r.event_id, r.event_us, r.actions
   from json_to_recordset($2::json) as r(id uuid, automation_id uuid, trigger_id uuid, fired_us bigint, labels json,
     event_id uuid, event_us bigint, actions jsonb)`,
);
const COLUMNS = 'f.id, f.trigger_id, f.fired_us, f.labels, f.event_id, f.event_us, f.actions';
// Ids ascend with time, so the index has the order of the list.
const LIST = prepared(
  'automations.firings',
  `select ${COLUMNS} from automation_firing f where f.workspace_id = $1::uuid and f.automation_id = $2::uuid
   order by f.id desc offset $3 limit $4`,
);
// One look at the end of the index for each automation.
const LAST = prepared(
  'automations.last_firings',
  `select a.id as automation_id, f.fired_us from unnest($2::uuid[]) as a (id) cross join lateral (
     select fired_us from automation_firing where workspace_id = $1::uuid and automation_id = a.id order by id desc limit 1
   ) f`,
);
const FIRED_BY_MAX = 10_000;
// The youngest firings of the automation are looked through: its events are among the causes of those.
const FIRED_BY = prepared(
  'automations.fired_by',
  `select f.event_id from (
     select event_id from automation_firing where workspace_id = $1::uuid and automation_id = $2::uuid
     order by id desc limit ${FIRED_BY_MAX}
   ) f where f.event_id = any($3::uuid[])`,
);
const TRIES = prepared(
  'automations.tries',
  `select id, attempts, reason from automation_action where workspace_id = $1::uuid and id = any($2::uuid[])`,
);

/** What automations did. */
export const FiringRepository = {
  async add(tx: Tx, firings: readonly NotedFiring[]): Promise<void> {
    if (firings.length === 0) return;
    const rows = firings.map(({ id, automationId, firing, actions }) => ({
      id,
      automation_id: automationId,
      trigger_id: firing.triggerId,
      fired_us: firing.triggeredUs,
      labels: firing.labels,
      event_id: firing.event?.id ?? null,
      event_us: firing.event?.occurredUs ?? null,
      actions,
    }));
    await tx.execute(ADD.with(tx.scope.workspaceId, JSON.stringify(rows)));
  },

  /** The youngest first. */
  async list(
    database: Database,
    scope: WorkspaceScope,
    automationId: string,
    offset: number,
    limit: number,
  ): Promise<FiringRow[]> {
    return database.query<FiringRow>(scope, LIST.with(scope.workspaceId, automationId, offset, limit));
  },

  /** When each of these automations fired last. */
  async last(
    database: Database,
    scope: WorkspaceScope,
    automationIds: readonly string[],
  ): Promise<{ automation_id: string; fired_us: Micros }[]> {
    return database.query(scope, LAST.with(scope.workspaceId, automationIds));
  },

  /** Which of these events set the automation off. */
  async firedBy(
    database: Database,
    scope: WorkspaceScope,
    automationId: string,
    eventIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows = await database.query<{ event_id: string }>(
      scope,
      FIRED_BY.with(scope.workspaceId, automationId, eventIds),
    );
    return new Set(rows.map((row) => row.event_id));
  },

  /** How often actions were tried that are still in the queue, and what went wrong last. */
  async tries(
    database: Database,
    scope: WorkspaceScope,
    actionIds: readonly string[],
  ): Promise<Map<string, { attempts: number; reason: string | null }>> {
    if (actionIds.length === 0) return new Map();
    const rows = await database.query<{ id: string; attempts: number; reason: string | null }>(
      scope,
      TRIES.with(scope.workspaceId, actionIds),
    );
    return new Map(rows.map((row) => [row.id, row]));
  },
};
