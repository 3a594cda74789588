type RunAlias = 'r' | 't';

/** SQL: seconds a run has been running, the current Running state included. */
export const estimatedRunTime = (run: RunAlias): string =>
  `case when ${run}.state_type = 'RUNNING' then ${run}.total_run_time_seconds
    + extract(epoch from now() - ${run}.state_timestamp)::float8 else ${run}.total_run_time_seconds end`;

/**
 * SQL: seconds between the expected and the real (or still missing) start; 0 for a run that is not late.
 * Upstream: database/orm_models.py, Run.estimated_start_time_delta (3.8.8).
 */
export const lateness = (run: RunAlias): string => `(case
  when ${run}.start_time > ${run}.expected_start_time then extract(epoch from ${run}.start_time - ${run}.expected_start_time)
  when ${run}.start_time is null and ${run}.expected_start_time < now()
    and ${run}.state_type not in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
    then extract(epoch from now() - ${run}.expected_start_time)
  else 0 end)::float8`;
