-- Which flows the newest failed runs are of is asked by every dashboard: with the flow in the index no run is read for it.
-- It is no longer by more than the flow's id; every write of a state wrote to this index before, too.
drop index flow_run_expected;
create index flow_run_expected on flow_run (workspace_id, expected_start_time, id)
  include (state_type, state_name, state_timestamp, start_time, total_run_time_seconds, flow_id);
