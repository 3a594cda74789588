import { microsToPg } from '@orch/kernel';
import { prepared, raw, type Sql, sql } from '@orch/platform';
import { byOwner, idsOfOwners } from '../tallies/run-owners.ts';
import type { Buckets } from './run-history.ts';

/** Runs of one type of state in one bucket. */
export interface OutcomeCount {
  readonly bucket: number;
  readonly state_type: string;
  readonly count: number;
}

const HOUR_US = 3_600_000_000;

/** Whether tallies of whole hours can answer for these buckets. */
export const isOfWholeHours = ({ startUs, intervalUs }: Buckets): boolean =>
  startUs % HOUR_US === 0 && intervalUs % HOUR_US === 0;

/** What a function counted, as `OutcomeCount`; the parameters that hold the first moment and microseconds of a step. */
const asCounts = (first: string, stepUs: string, from: string): string =>
  `select (extract(epoch from at - ${first}::timestamptz) * 1000000 / ${stepUs}::bigint)::int as bucket, state_type,
     runs as count from ${from}`;

/** Counted by `flow_run_outcomes` from tallies: what it costs does not grow with the runs. */
export const OUTCOMES_BY_TALLY = prepared(
  'runs.outcomes_by_tally',
  asCounts(
    '$3',
    '$5',
    `flow_run_outcomes($1::uuid, $2::text[], $3::timestamptz, $4::timestamptz, $5::bigint * interval '1 microsecond')`,
  ),
);
/** The same of runs that belong to something. */
export const OUTCOMES_BY_TALLY_OF = byOwner((kind) =>
  prepared(
    `runs.outcomes_by_tally_of_${kind}`,
    asCounts(
      '$4',
      '$6',
      `flow_run_outcomes_of($1::uuid, ${idsOfOwners(kind)}, $3::text[], $4::timestamptz, $5::timestamptz,
         $6::bigint * interval '1 microsecond')`,
    ),
  ),
);
/** The same of task runs. */
export const TASK_OUTCOMES_BY_TALLY = prepared(
  'runs.task_outcomes_by_tally',
  asCounts(
    '$2',
    '$4',
    `task_run_outcomes($1::uuid, $2::timestamptz, $3::timestamptz, $4::bigint * interval '1 microsecond')`,
  ),
);

/** Counts runs by bucket and type of state; an index alone answers for unfiltered runs of settled pages. */
export function outcomesStatement(run: 'r' | 't', where: Sql, { startUs, intervalUs, count }: Buckets): Sql {
  const expected = raw(`${run}.expected_start_time`);
  const start = sql`${microsToPg(startUs)}::timestamptz`;
  const end = sql`${microsToPg(startUs + count * intervalUs)}::timestamptz`;
  const interval = sql`(${intervalUs}::bigint * interval '1 microsecond')`;
  const state = raw(`${run}.state_type`);
  return sql`select floor(extract(epoch from bin - ${start}) * 1000000 / ${intervalUs}::bigint)::int as bucket,
      state_type, count
    from (
      select date_bin(${interval}, ${expected}, ${start}) as bin, ${state}, count(*) as count
      from ${raw(run === 'r' ? 'flow_run r' : 'task_run t')}
      where ${where} and ${expected} >= ${start} and ${expected} < ${end} and ${state} is not null
      group by 1, 2
    ) h`;
}
