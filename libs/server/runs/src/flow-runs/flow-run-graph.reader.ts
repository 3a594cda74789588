import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { type GraphNodeRow, linkGraph, type NamedNodeRow } from './link-graph.ts';
import { TASK_RUN_COLUMNS, type TaskRunRow } from '../task-runs/task-run.presenter.ts';

const RUN = prepared(
  'runs.graph_run',
  `select coalesce(r.start_time, r.expected_start_time) as start_time, r.end_time
   from flow_run r where r.workspace_id = $1 and r.id = $2`,
);
// A task run that stands for a subflow is shown as that flow run. What its inputs name is returned as it is and linked by
// `linkGraph`: joined here, planners that expect few tasks compared every input of thousands with every node.
const NODES = prepared(
  'runs.graph_nodes',
  `select case when s.id is null then 'task-run' else 'flow-run' end as kind, coalesce(s.id, t.id) as id,
     coalesce(f.name || ' / ' || s.name, t.name) as label, coalesce(s.state_type, t.state_type) as state_type,
     coalesce(s.start_time, s.expected_start_time, t.start_time, t.expected_start_time) as start_time,
     coalesce(s.end_time, t.end_time, case when t.state_type = 'COMPLETED' then t.expected_start_time end) as end_time,
     $3::timestamptz is null or coalesce(s.end_time, t.end_time, case when t.state_type = 'COMPLETED' then t.expected_start_time end,
       'infinity') >= $3::timestamptz as is_shown,
     named.inputs, named.around
   from task_run t
   left join flow_run s on s.workspace_id = t.workspace_id and s.parent_task_run_id = t.id
   left join flow f on f.workspace_id = s.workspace_id and f.id = s.flow_id
   left join lateral (
     select array_agg(a.value ->> 'id') filter (where i.key <> '__parents__') as inputs,
       array_agg(a.value ->> 'id') filter (where i.key = '__parents__') as around
     from json_each(t.task_inputs) i,
       json_array_elements(case when json_typeof(i.value) = 'array' then i.value else '[]' end) a
     where a.value ->> 'id' is not null
   ) named on true
   where t.workspace_id = $1 and t.flow_run_id = $2
     and coalesce(s.start_time, s.expected_start_time, t.start_time, t.expected_start_time) is not null
   order by start_time, end_time, id limit $4`,
);
const ARTIFACTS = prepared(
  'runs.graph_artifacts',
  `select a.id, a.created, a.key, a.type, a.task_run_id, case when a.type = 'progress' then a.data end as data,
     a.key is null or c.id is not null as is_latest
   from artifact a
   left join artifact_collection c on c.workspace_id = a.workspace_id and c.key = a.key and c.latest_id = a.id
   where a.workspace_id = $1 and a.flow_run_id = $2 and a.type <> 'result' order by a.created, a.id limit $3`,
);
const TASK_RUNS = prepared(
  'runs.graph_task_runs',
  `select ${TASK_RUN_COLUMNS} from task_run t where t.workspace_id = $1 and t.flow_run_id = $2 order by t.id desc`,
);

export interface GraphRunRow {
  readonly start_time: string | null;
  readonly end_time: string | null;
}

export interface GraphArtifactRow {
  readonly id: string;
  readonly created: string;
  readonly key: string | null;
  readonly type: string | null;
  readonly task_run_id: string | null;
  readonly is_latest: boolean;
  readonly data: string | null;
}

/** So many task runs of a run are looked at, whatever part of them is shown. */
const LINKED_MAX = 100_000;

/** Reads what the graph of a flow run shows. */
@Injectable()
export class FlowRunGraphReader {
  constructor(private readonly db: Database) {}

  async run(scope: WorkspaceScope, flowRunId: string): Promise<GraphRunRow | undefined> {
    return (await this.db.query<GraphRunRow>(scope, RUN.with(scope.workspaceId, flowRunId)))[0];
  }

  /** Nodes that have not ended or ended since then, by start; at most `limit`. */
  async nodes(
    scope: WorkspaceScope,
    flowRunId: string,
    since: Micros | undefined,
    limit: number,
  ): Promise<GraphNodeRow[]> {
    const moment = since === undefined ? null : microsToPg(since);
    // also of nodes that are not shown, edges lead to those that are
    const read = since === undefined ? limit : LINKED_MAX;
    const rows = await this.db.query<NamedNodeRow>(
      scope,
      NODES.with(scope.workspaceId, flowRunId, moment, read),
    );
    return linkGraph(rows).slice(0, limit);
  }

  artifacts(scope: WorkspaceScope, flowRunId: string, limit: number): Promise<GraphArtifactRow[]> {
    return this.db.query<GraphArtifactRow>(scope, ARTIFACTS.with(scope.workspaceId, flowRunId, limit));
  }

  taskRuns(scope: WorkspaceScope, flowRunId: string): Promise<TaskRunRow[]> {
    return this.db.query<TaskRunRow>(scope, TASK_RUNS.with(scope.workspaceId, flowRunId));
  }
}
