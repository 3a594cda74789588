/**
 * SQL: when a flow run `r` started, or is expected to. The one place that says it, because filters, orders and the
 * index `flow_run_start` must have the very same expression.
 */
export const START_OR_EXPECTED = 'coalesce(r.start_time, r.expected_start_time)';
