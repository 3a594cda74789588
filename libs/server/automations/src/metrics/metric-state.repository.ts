import type { Micros } from '@orch/kernel';
import {
  type BackgroundDatabase,
  type Database,
  type Tx,
  type WorkspaceScope,
  prepared,
} from '@orch/platform';
import type { MetricState } from '@orch/triggers';

/** A metric trigger whose turn it is. */
export interface DueMetric {
  readonly workspace_id: string;
  readonly automation_id: string;
  readonly trigger_id: string;
}

/** Seconds between two looks at a metric. */
export const METRIC_EVERY_SECONDS = 30;

// Whoever claims a metric has it until it is due again; when its process dies, the next look is another one's.
const CLAIM = prepared(
  'automations.claim_metrics',
  `update automation_metric m set due = clock_timestamp() + interval '${METRIC_EVERY_SECONDS} seconds'
   from (select workspace_id, automation_id, trigger_id from automation_metric where due <= clock_timestamp()
         order by due limit $1 for update skip locked) c
   where m.workspace_id = c.workspace_id and m.automation_id = c.automation_id and m.trigger_id = c.trigger_id
   returning m.workspace_id, m.automation_id, m.trigger_id`,
);
const READ = prepared(
  'automations.metric_state',
  `select turned_us, is_breached from automation_metric
   where workspace_id = $1::uuid and automation_id = $2::uuid and trigger_id = $3::uuid for update`,
);
const WRITE = prepared(
  'automations.write_metric_state',
  `update automation_metric set checked_us = $4, value = $5, runs = $6, turned_us = $7, is_breached = $8::bool
   where workspace_id = $1::uuid and automation_id = $2::uuid and trigger_id = $3::uuid`,
);
const FORGET = prepared(
  'automations.forget_metrics',
  'delete from automation_metric where workspace_id = $1::uuid and automation_id = $2::uuid',
);
const WATCH = prepared(
  'automations.watch_metrics',
  `insert into automation_metric (workspace_id, automation_id, trigger_id)
   select $1::uuid, $2::uuid, t from unnest($3::uuid[]) t`,
);

const OF_AUTOMATION = prepared(
  'automations.metrics_of_automation',
  `select trigger_id, checked_us, value, runs, turned_us, is_breached from automation_metric
   where workspace_id = $1::uuid and automation_id = $2::uuid`,
);

/** What was seen last. */
export interface SeenMetric {
  readonly trigger_id: string;
  readonly checked_us: Micros | null;
  readonly value: number | null;
  readonly runs: number | null;
  readonly turned_us: Micros | null;
  readonly is_breached: boolean;
}

/** What metric triggers have seen. */
export const MetricStates = {
  async claim(background: BackgroundDatabase, limit: number): Promise<DueMetric[]> {
    return background.queryOutside<DueMetric>(CLAIM.with(limit));
  },

  /** Held until the transaction ends; undefined when nobody watches the metric any more. */
  async lock(tx: Tx, { automation_id, trigger_id }: DueMetric): Promise<MetricState | undefined> {
    const [row] = await tx.query<{ turned_us: Micros | null; is_breached: boolean }>(
      READ.with(tx.scope.workspaceId, automation_id, trigger_id),
    );
    return row && { turnedUs: row.turned_us, isBreached: row.is_breached };
  },

  async write(
    tx: Tx,
    { automation_id, trigger_id }: DueMetric,
    state: MetricState,
    seen: { readonly atUs: Micros; readonly value: number | null; readonly runs: number },
  ): Promise<void> {
    const { turnedUs, isBreached } = state;
    await tx.execute(
      WRITE.with(
        tx.scope.workspaceId,
        automation_id,
        trigger_id,
        seen.atUs,
        seen.value,
        seen.runs,
        turnedUs,
        isBreached,
      ),
    );
  },

  async ofAutomation(
    database: Database,
    scope: WorkspaceScope,
    automationId: string,
  ): Promise<Map<string, SeenMetric>> {
    const rows = await database.query<SeenMetric>(scope, OF_AUTOMATION.with(scope.workspaceId, automationId));
    return new Map(rows.map((row) => [row.trigger_id, row]));
  },

  /** From now on these triggers of an automation are looked at, and no others; what they have seen is forgotten. */
  async watch(tx: Tx, automationId: string, triggerIds: readonly string[]): Promise<void> {
    await tx.execute(FORGET.with(tx.scope.workspaceId, automationId));
    if (triggerIds.length > 0) await tx.execute(WATCH.with(tx.scope.workspaceId, automationId, triggerIds));
  },
};
