import { type Micros, OrchError, US_PER_SECOND, microsToPg, microsToWire } from '@orch/kernel';
import { type Sql, column, raw, sql, wireArray, wireObject } from '@orch/platform';
import { estimatedRunTime, lateness } from './run-times.ts';

const BUCKETS_MAX = 500;
/** 10000-01-01, the first moment that the wire cannot show. */
const END_OF_TIME_US = Date.UTC(10_000, 0, 1) * 1000;

/** Equal intervals from `startUs`; the last one may end after the asked end. */
export interface Buckets {
  readonly startUs: Micros;
  readonly intervalUs: Micros;
  /** At most 500; 0 when the range is empty. */
  readonly count: number;
}

interface HistoryBody {
  readonly history_start: Micros;
  readonly history_end: Micros;
  readonly history_interval_seconds: number;
}

/**
 * Upstream: api/run_history.py, run_history (3.8.8).
 * @throws OrchError `request.rejected` for an interval below a second or beyond what times can show
 */
export function bucketsOf(body: HistoryBody): Buckets {
  const intervalUs = Math.round(body.history_interval_seconds * US_PER_SECOND);
  if (intervalUs < US_PER_SECOND) {
    throw new OrchError('request.rejected', {}, { text: 'History interval must not be less than 1 second.' });
  }
  const elapsedUs = body.history_end - body.history_start;
  const count = elapsedUs > 0 ? Math.min(Math.ceil(elapsedUs / intervalUs), BUCKETS_MAX) : 0;
  if (body.history_start + count * intervalUs >= END_OF_TIME_US) {
    throw new OrchError('request.rejected', {}, { text: 'History interval is too long.' });
  }
  return { startUs: body.history_start, intervalUs, count };
}

/** Runs of one state in one bucket. */
export interface HistoryRow {
  readonly bucket: number;
  readonly state_type: string;
  readonly state_name: string;
  readonly count_runs: number;
  readonly sum_estimated_run_time: number;
  readonly sum_estimated_lateness: number;
}

/** Counts runs by bucket and state. Runs that never had a state are left out. */
export function historyStatement(run: 'r' | 't', where: Sql, { startUs, intervalUs, count }: Buckets): Sql {
  const expected = raw(`${run}.expected_start_time`);
  const start = sql`${microsToPg(startUs)}::timestamptz`;
  const end = sql`${microsToPg(startUs + count * intervalUs)}::timestamptz`;
  const interval = sql`(${intervalUs}::bigint * interval '1 microsecond')`;
  const state = raw(`${run}.state_type, ${run}.state_name`);
  // Binned as times, numbered once a bin: an exact division for every run would cost more than reading it.
  return sql`select floor(extract(epoch from bin - ${start}) * 1000000 / ${intervalUs}::bigint)::int as bucket,
      state_type, state_name, count_runs, sum_estimated_run_time, sum_estimated_lateness
    from (
      select date_bin(${interval}, ${expected}, ${start}) as bin, ${state}, count(*) as count_runs,
        sum(greatest(0, ${raw(estimatedRunTime(run))})) as sum_estimated_run_time,
        sum(greatest(0, ${raw(lateness(run))})) as sum_estimated_lateness
      from ${raw(run === 'r' ? 'flow_run r' : 'task_run t')}
      where ${where} and ${expected} >= ${start} and ${expected} < ${end} and ${raw(run)}.state_type is not null
      group by 1, 2, 3
    ) h order by 1, 2, 3`;
}

const presentState = wireObject<HistoryRow>({
  state_type: column.plain('state_type'),
  state_name: column.text('state_name'),
  count_runs: column.value('count_runs'),
  sum_estimated_run_time: column.float('sum_estimated_run_time'),
  sum_estimated_lateness: column.float('sum_estimated_lateness'),
});

/** All buckets in order, the empty ones included. Upstream: schemas/responses.py, HistoryResponse (3.8.8). */
export function presentHistory({ startUs, intervalUs, count }: Buckets, rows: readonly HistoryRow[]): string {
  const byBucket = new Map<number, HistoryRow[]>();
  for (const row of rows) byBucket.set(row.bucket, [...(byBucket.get(row.bucket) ?? []), row]);
  const buckets = Array.from({ length: count }, (_, i) => {
    const from = microsToWire(startUs + i * intervalUs);
    const to = microsToWire(startUs + (i + 1) * intervalUs);
    return `{"interval_start":"${from}","interval_end":"${to}","states":${wireArray(byBucket.get(i) ?? [], presentState)}}`;
  });
  return `[${buckets.join(',')}]`;
}
