import { Controller, Get } from '@nestjs/common';
import { flowRunStatesQuery, taskRunStatesQuery } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  UuidParam,
  WireJson,
  WireQuery,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { type StateRow, presentState } from './state.presenter.ts';
import { StateReader } from './state.reader.ts';

/** Upstream: api/flow_run_states.py (3.8.8). */
@Controller('api/flow_run_states')
export class FlowRunStatesController {
  constructor(private readonly states: StateReader) {}

  @Get(':id')
  @Allow('runs:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return shown(await this.states.byId(scope, 'flow_run', id), id);
  }

  @Get()
  @Allow('runs:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @WireQuery(flowRunStatesQuery) { flow_run_id }: { readonly flow_run_id: string },
  ): Promise<WireJson> {
    return new WireJson(wireArray(await this.states.ofRun(scope, 'flow_run', flow_run_id), presentState));
  }
}

/** Upstream: api/task_run_states.py (3.8.8). */
@Controller('api/task_run_states')
export class TaskRunStatesController {
  constructor(private readonly states: StateReader) {}

  @Get(':id')
  @Allow('runs:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return shown(await this.states.byId(scope, 'task_run', id), id);
  }

  @Get()
  @Allow('runs:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @WireQuery(taskRunStatesQuery) { task_run_id }: { readonly task_run_id: string },
  ): Promise<WireJson> {
    return new WireJson(wireArray(await this.states.ofRun(scope, 'task_run', task_run_id), presentState));
  }
}

/** Both answer an unknown state with the same words, as upstream. */
function shown(state: StateRow | undefined, id: string): WireJson {
  if (!state) throw new OrchError('state.not_found', { id });
  return new WireJson(presentState(state));
}
