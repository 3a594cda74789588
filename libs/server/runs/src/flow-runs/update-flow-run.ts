import { Injectable } from '@nestjs/common';
import type { FlowRunUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { flowRunPolicyFromWire, flowRunPolicyToWire } from '@orch/orchestration';
import { Database, type Sql, type WorkspaceScope, join, prepared, sql } from '@orch/platform';
import { makeRunName } from './run-name.ts';

const STATE_OF = prepared(
  'runs.state_of',
  'select state_type, deployment_id from flow_run where workspace_id = $1::uuid and id = $2::uuid',
);

/**
 * Changes what a run carries besides its state. Absent members stay as they are, an empty name asks for a made-up one.
 * Upstream: schemas/actions.py, class FlowRunUpdate (3.8.8).
 */
@Injectable()
export class UpdateFlowRun {
  constructor(private readonly database: Database) {}

  /**
   * @throws OrchError `flow_run.not_found`; `flow_run.job_variables_fixed` unless the run is scheduled by a deployment.
   */
  async execute(scope: WorkspaceScope, id: string, body: FlowRunUpdate): Promise<void> {
    if (body.job_variables !== undefined && body.job_variables !== null)
      await this.mayChangeJobVariables(scope, id);
    const changes = changesOf(body);
    const changed = await this.database.execute(
      scope,
      sql`update flow_run set ${join([...changes, sql`updated = now()`])} where workspace_id = ${scope.workspaceId}::uuid and id = ${id}::uuid`,
    );
    if (changed === 0) throw new OrchError('flow_run.not_found', { id });
  }

  private async mayChangeJobVariables(scope: WorkspaceScope, id: string): Promise<void> {
    const [run] = await this.database.query<{ state_type: string | null; deployment_id: string | null }>(
      scope,
      STATE_OF.with(scope.workspaceId, id),
    );
    if (!run) throw new OrchError('flow_run.not_found', { id });
    if (run.state_type !== 'SCHEDULED')
      throw new OrchError('flow_run.job_variables_fixed', { id }, { state: run.state_type ?? 'null' });
    if (run.deployment_id === null) throw new OrchError('flow_run.no_deployment', { id });
  }
}

function changesOf(body: FlowRunUpdate): Sql[] {
  const changes: Sql[] = [];
  if (body.name !== undefined) changes.push(sql`name = ${body.name ?? makeRunName()}`);
  if (body.flow_version !== undefined) changes.push(sql`flow_version = ${body.flow_version}`);
  if (body.parameters !== undefined) changes.push(sql`parameters = ${body.parameters}::json`);
  if (body.tags !== undefined) changes.push(sql`tags = ${body.tags}::text[]`);
  if (body.infrastructure_pid !== undefined)
    changes.push(sql`infrastructure_pid = ${body.infrastructure_pid}`);
  if (body.job_variables !== undefined) changes.push(sql`job_variables = ${body.job_variables}::json`);
  if (body.empirical_policy !== undefined) {
    const policy = flowRunPolicyToWire(flowRunPolicyFromWire(body.empirical_policy));
    changes.push(sql`empirical_policy = ${JSON.stringify(policy)}::json`);
  }
  return changes;
}
