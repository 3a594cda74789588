import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { TASK_RUN_COLUMNS, type TaskRunRow } from '../task-runs/task-run.presenter.ts';

const RUN = prepared(
  'runs.graph_run',
  `select coalesce(r.start_time, r.expected_start_time) as start_time, r.end_time
   from flow_run r where r.workspace_id = $1 and r.id = $2`,
);
// A task run that stands for a subflow is shown as that flow run. Edges lead to whatever node has the id that an
// input names; inputs under `__parents__` name the tasks that this one was called inside of.
const NODES = prepared(
  'runs.graph_nodes',
  `with node as (
     select case when s.id is null then 'task-run' else 'flow-run' end as kind, coalesce(s.id, t.id) as id,
       coalesce(f.name || ' / ' || s.name, t.name) as label, coalesce(s.state_type, t.state_type) as state_type,
       coalesce(s.start_time, s.expected_start_time, t.start_time, t.expected_start_time) as start_time,
       coalesce(s.end_time, t.end_time, case when t.state_type = 'COMPLETED' then t.expected_start_time end) as end_time,
       t.task_inputs
     from task_run t
     left join flow_run s on s.workspace_id = t.workspace_id and s.parent_task_run_id = t.id
     left join flow f on f.workspace_id = s.workspace_id and f.id = s.flow_id
     where t.workspace_id = $1 and t.flow_run_id = $2
       and coalesce(s.start_time, s.expected_start_time, t.start_time, t.expected_start_time) is not null
   ), edge as (
     select distinct n.id as child, argument.value ->> 'id' as parent, input.key = '__parents__' as encapsulates
     from node n, json_each(n.task_inputs) input,
       json_array_elements(case when json_typeof(input.value) = 'array' then input.value else '[]' end) argument
     where argument.value ->> 'id' is not null
   ), above as (
     select e.child as id,
       array_agg(p.id::text order by p.start_time, p.id) filter (where not e.encapsulates) as parents,
       array_agg(p.id::text order by p.start_time, p.id) filter (where e.encapsulates) as encapsulating
     from edge e join node p on p.id::text = e.parent group by e.child
   ), below as (
     select e.parent as id, array_agg(c.id::text order by c.start_time, c.id) as children
     from edge e join node c on c.id = e.child where not e.encapsulates group by e.parent
   )
   select n.kind, n.id, n.label, n.state_type, n.start_time, n.end_time,
     coalesce(above.parents, '{}') as parents, coalesce(below.children, '{}') as children,
     coalesce(above.encapsulating, '{}') as encapsulating
   from node n left join above on above.id = n.id left join below on below.id = n.id::text
   where n.end_time is null or $3::timestamptz is null or n.end_time >= $3::timestamptz
   order by n.start_time, n.end_time, n.id limit $4`,
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

/** A task run or subflow run with the ids of its neighbours. */
export interface GraphNodeRow {
  readonly kind: 'flow-run' | 'task-run';
  readonly id: string;
  readonly label: string;
  readonly state_type: string | null;
  readonly start_time: string;
  readonly end_time: string | null;
  readonly parents: string[];
  readonly children: string[];
  readonly encapsulating: string[];
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

/** Reads what the graph of a flow run shows. */
@Injectable()
export class FlowRunGraphReader {
  constructor(private readonly db: Database) {}

  async run(scope: WorkspaceScope, flowRunId: string): Promise<GraphRunRow | undefined> {
    return (await this.db.query<GraphRunRow>(scope, RUN.with(scope.workspaceId, flowRunId)))[0];
  }

  /** Nodes that have not ended or ended since then, by start; at most `limit`. */
  nodes(
    scope: WorkspaceScope,
    flowRunId: string,
    since: Micros | undefined,
    limit: number,
  ): Promise<GraphNodeRow[]> {
    const moment = since === undefined ? null : microsToPg(since);
    return this.db.query<GraphNodeRow>(scope, NODES.with(scope.workspaceId, flowRunId, moment, limit));
  }

  artifacts(scope: WorkspaceScope, flowRunId: string, limit: number): Promise<GraphArtifactRow[]> {
    return this.db.query<GraphArtifactRow>(scope, ARTIFACTS.with(scope.workspaceId, flowRunId, limit));
  }

  taskRuns(scope: WorkspaceScope, flowRunId: string): Promise<TaskRunRow[]> {
    return this.db.query<TaskRunRow>(scope, TASK_RUNS.with(scope.workspaceId, flowRunId));
  }
}
