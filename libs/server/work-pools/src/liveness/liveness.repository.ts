import { type BackgroundDatabase, prepared, type WorkspaceScope } from '@orch/platform';
import type { LivenessFacts } from './liveness-verdict.ts';

/** A run to look at, claimed by this process for a minute. */
export interface WatchedRun {
  readonly scope: WorkspaceScope;
  readonly id: string;
  readonly facts: LivenessFacts;
}

interface Row {
  readonly workspace_id: string;
  readonly flow_run_id: string;
  readonly state_type: string | null;
  readonly state_seconds: number | null;
  readonly beat_seconds: number | null;
  readonly interval_seconds: number | null;
  readonly worker_seconds: number | null;
  readonly is_worker_online: boolean | null;
  readonly worker_name: string | null;
}

// Claims by moving `check_at` on, so that any number of processes share the work and one that dies gives it back.
// Runs name the worker that claimed them in a label; without it (or its worker) the whole pool is asked.
const CLAIM = prepared(
  'work-pools.claim_liveness',
  `with due as (
     update flow_run_liveness l set check_at = now() + interval '60 seconds'
     where (l.workspace_id, l.flow_run_id) in (
       select workspace_id, flow_run_id from flow_run_liveness where check_at <= now() order by check_at limit $1 for update skip locked)
     returning l.workspace_id, l.flow_run_id, l.seen_at, l.beat_at, l.interval_seconds
   )
   select d.workspace_id, d.flow_run_id, r.state_type, extract(epoch from now() - r.state_timestamp)::float8 as state_seconds,
     case when d.beat_at is not null then extract(epoch from now() - d.seen_at)::float8 end as beat_seconds, d.interval_seconds,
     extract(epoch from now() - v.last)::float8 as worker_seconds, v.online as is_worker_online, v.name as worker_name
   from due d
   left join flow_run r on r.workspace_id = d.workspace_id and r.id = d.flow_run_id
   left join work_queue q on q.workspace_id = r.workspace_id and q.id = r.work_queue_id
   left join lateral (
     select max(w.last_heartbeat_time) as last, bool_or(w.status = 'ONLINE') as online,
       case when bool_or(w.is_claimer) then min(w.name) end as name
     from (
       select w.*, w.name = r.labels ->> 'prefect.worker.name' as is_claimer,
         bool_or(w.name = r.labels ->> 'prefect.worker.name') over () as is_claimer_known
       from worker w where w.workspace_id = q.workspace_id and w.work_pool_id = q.work_pool_id
     ) w where w.is_claimer or w.is_claimer_known is not true
   ) v on r.state_type = 'PENDING'`,
);
const FORGET = prepared(
  'work-pools.forget_liveness',
  `delete from flow_run_liveness l using json_to_recordset($1::json) as f(workspace_id uuid, id uuid)
   where l.workspace_id = f.workspace_id and l.flow_run_id = f.id`,
);
const POSTPONE = prepared(
  'work-pools.postpone_liveness',
  `update flow_run_liveness l set check_at = now() + make_interval(secs => f.seconds)
   from json_to_recordset($1::json) as f(workspace_id uuid, id uuid, seconds int)
   where l.workspace_id = f.workspace_id and l.flow_run_id = f.id`,
);
// What the run's process sent lately, by the time it arrived: heartbeats that were not noted, events of its tasks, logs.
const SIGN_OF_LIFE = prepared(
  'work-pools.sign_of_life',
  `select exists (
     select from event where workspace_id = $1::uuid and resource_ids @> array['prefect.flow-run.' || $2::text]
       and received > now() - make_interval(secs => $3) and occurred > now() - make_interval(secs => $3) - interval '1 hour'
   ) or exists (
     select from log where workspace_id = $1::uuid and flow_run_id = $2::uuid and timestamp > now() - make_interval(secs => $3)
   ) as is_alive`,
);

export async function claimWatchedRuns(database: BackgroundDatabase, limit: number): Promise<WatchedRun[]> {
  const rows = await database.queryOutside<Row>(CLAIM.with(limit));
  return rows.map((row) => ({
    scope: { accountId: '', workspaceId: row.workspace_id }, // loops act for no account
    id: row.flow_run_id,
    facts: {
      stateType: row.state_type,
      stateSeconds: row.state_seconds ?? 0,
      beatSeconds: row.beat_seconds,
      intervalSeconds: row.interval_seconds,
      workerSeconds: row.worker_seconds,
      isWorkerOnline: row.is_worker_online ?? false,
      workerName: row.worker_name,
    },
  }));
}

const keyOf = ({ scope, id }: WatchedRun): { workspace_id: string; id: string } => ({
  workspace_id: scope.workspaceId,
  id,
});

export async function forgetRuns(database: BackgroundDatabase, runs: readonly WatchedRun[]): Promise<void> {
  if (runs.length > 0) await database.queryOutside(FORGET.with(JSON.stringify(runs.map(keyOf))));
}

/** Looks again after so many seconds. */
export async function postponeRuns(
  database: BackgroundDatabase,
  runs: ReadonlyArray<{ readonly run: WatchedRun; readonly seconds: number }>,
): Promise<void> {
  const rows = runs.map(({ run, seconds }) => ({ ...keyOf(run), seconds }));
  if (rows.length > 0) await database.queryOutside(POSTPONE.with(JSON.stringify(rows)));
}

/** Whether anything came from the run's process within so many seconds. */
export async function showsSignOfLife(
  database: BackgroundDatabase,
  run: WatchedRun,
  seconds: number,
): Promise<boolean> {
  const [row] = await database.query<{ is_alive: boolean }>(
    run.scope,
    SIGN_OF_LIFE.with(run.scope.workspaceId, run.id, seconds),
  );
  return row?.is_alive ?? false;
}
