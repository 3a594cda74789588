import { Controller, Get } from '@nestjs/common';
import { graphQuery } from '@orch/contract';
import { type Micros, OrchError } from '@orch/kernel';
import {
  Allow,
  UuidParam,
  WireJson,
  WireQuery,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { StateReader } from '../states/state.reader.ts';
import { presentDependency, presentGraph } from './flow-run-graph.presenter.ts';
import { FlowRunGraphReader } from './flow-run-graph.reader.ts';

/** Upstream: settings, server.api.max_flow_run_graph_nodes and max_flow_run_graph_artifacts (3.8.8). */
const NODES_MAX = 10_000;
const ARTIFACTS_MAX = 10_000;

/** Upstream: api/flow_runs.py, read_flow_run_graph_v1 and _v2 (3.8.8). */
@Controller('api/flow_runs')
export class FlowRunGraphController {
  constructor(
    private readonly graph: FlowRunGraphReader,
    private readonly states: StateReader,
  ) {}

  @Get(':id/graph')
  @Allow('runs:read')
  async dependencies(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    const [run, tasks] = await Promise.all([this.graph.run(scope, id), this.graph.taskRuns(scope, id)]);
    if (!run) throw new OrchError('object.not_found', { id });
    return new WireJson(wireArray(tasks, presentDependency));
  }

  @Get(':id/graph-v2')
  @Allow('runs:read')
  async read(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireQuery(graphQuery) { since }: { readonly since?: Micros | undefined },
  ): Promise<WireJson> {
    const [run, nodes, artifacts, states] = await Promise.all([
      this.graph.run(scope, id),
      this.graph.nodes(scope, id, since, NODES_MAX + 1),
      this.graph.artifacts(scope, id, ARTIFACTS_MAX),
      this.states.ofRun(scope, 'flow_run', id),
    ]);
    if (!run) throw new OrchError('object.not_found', { id });
    if (nodes.length > NODES_MAX) throw new OrchError('flow_run.graph_too_large', {}, { id, max: NODES_MAX });
    return new WireJson(presentGraph({ run, nodes, artifacts, states }));
  }
}
