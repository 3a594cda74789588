/**
 * SQL: when a flow run `r` started, or is expected to. The one place that says it, because filters, orders and the
 * index `flow_run_start` must have the very same expression (not coalesce, which row-level security keeps from indexes).
 */
export const START_OR_EXPECTED =
  'case when r.start_time is null then r.expected_start_time else r.start_time end';
