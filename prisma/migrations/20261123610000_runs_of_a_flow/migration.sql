-- Pages of a flow, and lists narrowed to one: without it, runs of all flows are looked at until enough are of this one.
create index flow_run_flow on flow_run (workspace_id, flow_id, expected_start_time, id);
