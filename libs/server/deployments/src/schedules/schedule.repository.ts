import type { Ids, JsonText } from '@orch/kernel';
import { type Sql, type Tx, join, prepared, sql } from '@orch/platform';
import { SCHEDULE_JSON } from '../deployments/deployment.presenter.ts';

/** What a schedule row is made of; JSON as text. */
export interface NewSchedule {
  readonly schedule: JsonText;
  readonly active: boolean;
  readonly maxScheduledRuns: number | null;
  readonly parameters: JsonText;
  readonly slug: string | null;
}

/** Absent members stay as they are. */
export type ScheduleChange = { readonly [K in keyof NewSchedule]?: NewSchedule[K] | undefined };

const INSERT = prepared(
  'deployments.insert_schedule',
  `insert into deployment_schedule as s (workspace_id, id, deployment_id, schedule, active, max_scheduled_runs, parameters, slug)
   values ($1::uuid, $2::uuid, $3::uuid, $4::json, $5::bool, $6::int, $7::json, $8) returning ${SCHEDULE_JSON} as json`,
);
const DELETE_ONE = prepared(
  'deployments.delete_schedule',
  'delete from deployment_schedule where workspace_id = $1::uuid and deployment_id = $2::uuid and id = $3::uuid',
);

/** Inserts in order; returns the schedules as JSON texts. @throws a unique violation for a slug that is taken */
export async function insertSchedules(
  tx: Tx,
  ids: Ids,
  deploymentId: string,
  schedules: readonly NewSchedule[],
): Promise<string[]> {
  const texts: string[] = [];
  for (const s of schedules) {
    const [row] = await tx.query<{ json: string }>(
      INSERT.with(
        tx.scope.workspaceId,
        ids.next(),
        deploymentId,
        s.schedule,
        s.active,
        s.maxScheduledRuns,
        s.parameters,
        s.slug,
      ),
    );
    texts.push(row?.json ?? 'null');
  }
  return texts;
}

export const deleteSchedule = (tx: Tx, deploymentId: string, id: string): Promise<number> =>
  tx.execute(DELETE_ONE.with(tx.scope.workspaceId, deploymentId, id));

/** Returns how many rows there were to change. */
export async function updateSchedule(
  tx: Tx,
  deploymentId: string,
  id: string,
  change: ScheduleChange,
): Promise<number> {
  const columns: Sql[] = [];
  if (change.schedule !== undefined) columns.push(sql`schedule = ${change.schedule}::json`);
  if (change.active !== undefined) columns.push(sql`active = ${change.active}`);
  if (change.maxScheduledRuns !== undefined)
    columns.push(sql`max_scheduled_runs = ${change.maxScheduledRuns}`);
  if (change.parameters !== undefined) columns.push(sql`parameters = ${change.parameters}::json`);
  if (change.slug !== undefined) columns.push(sql`slug = ${change.slug}`);
  return tx.execute(
    sql`update deployment_schedule set ${join([...columns, sql`updated = now()`])}
        where workspace_id = ${tx.scope.workspaceId}::uuid and deployment_id = ${deploymentId}::uuid and id = ${id}::uuid`,
  );
}

/** Which of a deployment's waiting runs go. */
export interface ScheduledRunsToDelete {
  /** Only those that a schedule made. */
  readonly autoScheduledOnly?: boolean;
  /** Only those that are not due yet. */
  readonly futureOnly?: boolean;
  /** Only those of this schedule. */
  readonly scheduleId?: string;
}

const DELETE_RUNS = prepared(
  'deployments.delete_scheduled_runs',
  `with gone as (
     delete from flow_run where workspace_id = $1::uuid and deployment_id = $2::uuid and state_type = 'SCHEDULED'
       and state_name <> 'AwaitingConcurrencySlot' and run_count = 0 and (auto_scheduled or not $3::bool)
       and (next_scheduled_start_time > now() or not $4::bool)
       and ($5::text is null or created_by ->> 'id' = $5::text)
     returning id
   )
   delete from flow_run_state where workspace_id = $1::uuid and flow_run_id in (select id from gone)`,
);

/**
 * Removes runs that wait and would reflect an old configuration (table of the runs context).
 * Upstream: models/deployments.py, _delete_scheduled_runs (3.8.8).
 */
export const deleteScheduledRuns = (
  tx: Tx,
  deploymentId: string,
  which: ScheduledRunsToDelete,
): Promise<number> =>
  tx.execute(
    DELETE_RUNS.with(
      tx.scope.workspaceId,
      deploymentId,
      which.autoScheduledOnly ?? false,
      which.futureOnly ?? false,
      which.scheduleId ?? null,
    ),
  );
