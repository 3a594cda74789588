import { type Micros, microsToPg } from '@orch/kernel';
import { type Tx, sql } from '@orch/platform';
import { type Labels, type WatchedMetric, includes } from '@orch/triggers';

interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
  readonly flow_name: string;
  readonly flow_tags: string[];
  readonly deployment_id: string | null;
  readonly deployment_name: string | null;
  readonly deployment_tags: string[] | null;
  readonly queue_id: string | null;
  readonly queue_name: string | null;
  readonly pool_id: string | null;
  readonly pool_name: string | null;
  readonly tags: string[];
  readonly state_type: string | null;
  readonly value: number;
}

/** What was measured. */
export interface Measured {
  /** A mean in seconds, or a share between 0 and 1; null without runs. */
  readonly value: number | null;
  readonly runs: number;
}

/** Of more runs the youngest are measured. */
const RUNS_MAX = 10_000;
/** Runs that began longer before the span than this are not measured although they ended in it. */
const BEGAN_BEFORE_US = 24 * 3_600 * 1_000_000;

const SECONDS_LONG = sql`greatest(0, extract(epoch from r.end_time - r.start_time))::float8`;

/**
 * A metric over the flow runs of the last while: those that began, or should have begun, for `lateness`; those that ended
 * for `duration` (if they began) and `successes`. Runs are found by the index of their start and matched as their events
 * are. Tables of other contexts, read only.
 */
export async function measure(tx: Tx, trigger: WatchedMetric, nowUs: Micros): Promise<Measured> {
  const since = microsToPg(nowUs - trigger.rangeUs);
  const isLateness = trigger.name === 'lateness';
  const began = isLateness ? since : microsToPg(nowUs - trigger.rangeUs - BEGAN_BEFORE_US);
  const counted = isLateness
    ? sql`r.expected_start_time is not null and (r.start_time is not null or r.state_type = 'SCHEDULED')`
    : trigger.name === 'duration'
      ? sql`r.end_time >= ${since}::timestamptz and r.start_time is not null`
      : sql`r.end_time >= ${since}::timestamptz and r.state_type in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')`;
  const secondsLate = sql`greatest(0, extract(epoch from coalesce(r.start_time, ${microsToPg(nowUs)}::timestamptz) - r.expected_start_time))::float8`;
  const value = isLateness ? secondsLate : trigger.name === 'duration' ? SECONDS_LONG : sql`0::float8`;
  const rows = await tx.query<RunRow>(
    sql`select r.id, r.name, r.tags, r.state_type, r.flow_id, f.name as flow_name, f.tags as flow_tags, r.deployment_id,
               d.name as deployment_name, d.tags as deployment_tags, q.id as queue_id, q.name as queue_name,
               p.id as pool_id, p.name as pool_name, ${value} as value
        from flow_run r
        join flow f on f.workspace_id = r.workspace_id and f.id = r.flow_id
        left join deployment d on d.workspace_id = r.workspace_id and d.id = r.deployment_id
        left join work_queue q on q.workspace_id = r.workspace_id and q.id = r.work_queue_id
        left join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
        where r.workspace_id = ${tx.scope.workspaceId}::uuid and ${counted}
          and (case when r.start_time is null then r.expected_start_time else r.start_time end) >= ${began}::timestamptz
          and (case when r.start_time is null then r.expected_start_time else r.start_time end) <= ${microsToPg(nowUs)}::timestamptz
        order by (case when r.start_time is null then r.expected_start_time else r.start_time end) desc limit ${RUNS_MAX}`,
  );
  const matching = rows.filter((row) => isWatched(trigger, row));
  const values = matching.map((row) =>
    trigger.name === 'successes' ? Number(row.state_type === 'COMPLETED') : row.value,
  );
  const sum = values.reduce((total, one) => total + one, 0);
  return { value: values.length === 0 ? null : sum / values.length, runs: values.length };
}

function isWatched({ match, matchRelated }: WatchedMetric, row: RunRow): boolean {
  const run = { 'prefect.resource.id': `prefect.flow-run.${row.id}`, 'prefect.resource.name': row.name };
  if (!includes(match, [run])) return false;
  const related = relatedOf(row);
  return matchRelated.every((specification) => includes(specification, related));
}

/** As the events of the run have them. */
function relatedOf(row: RunRow): Labels[] {
  const named = [
    ['flow', row.flow_id, row.flow_name],
    ['deployment', row.deployment_id, row.deployment_name],
    ['work-queue', row.queue_id, row.queue_name],
    ['work-pool', row.pool_id, row.pool_name],
  ] as const;
  const tags = new Set([...row.tags, ...row.flow_tags, ...(row.deployment_tags ?? [])]);
  return [
    ...named.flatMap(([role, id, name]) =>
      id === null
        ? []
        : [
            {
              'prefect.resource.id': `prefect.${role}.${id}`,
              'prefect.resource.role': role,
              'prefect.resource.name': name ?? '',
            },
          ],
    ),
    ...[...tags].map((tag) => ({
      'prefect.resource.id': `prefect.tag.${tag}`,
      'prefect.resource.role': 'tag',
    })),
  ];
}
