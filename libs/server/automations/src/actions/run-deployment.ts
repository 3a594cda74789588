import { Injectable } from '@nestjs/common';
import { type DeploymentFlowRunCreate, deploymentFlowRunCreate, sliceJsonMembers } from '@orch/contract';
import { CreateRunFromDeployment } from '@orch/deployments';
import { Clock, type JsonText, OrchError, jsonText, microsToWire } from '@orch/kernel';
import { type WorkspaceScope, readBody } from '@orch/platform';
import { objectOf } from './inferred.ts';
import { renderedParameters, templatesIn } from './run-parameters.ts';
import { TemplateContexts } from './template-contexts.ts';
import type { ActionResult, Performer, TriggeredAction } from './triggered-action.ts';

const MICROS_PER_SECOND = 1_000_000;
const RAW_MEMBERS: readonly string[] = ['parameters', 'job_variables'];
const EMPTY = jsonText('{}');

/** Starts a run of a deployment, once whatever happens. Upstream: server/events/actions.py, RunDeployment (3.8.8). */
@Injectable()
export class RunDeployment implements Performer {
  readonly types = ['run-deployment'] as const;

  constructor(
    private readonly createRun: CreateRunFromDeployment,
    private readonly contexts: TemplateContexts,
    private readonly clock: Clock,
  ) {}

  async perform(scope: WorkspaceScope, triggered: TriggeredAction, result: ActionResult): Promise<void> {
    const { action, automation } = triggered;
    if (action.type !== 'run-deployment') return;
    const id = objectOf(triggered, action.deployment_id, 'deployment');
    result.target('deployment', id);
    const author = { id: automation.id, type: 'AUTOMATION', display_value: automation.name } as const;
    try {
      const { row, isNew } = await this.createRun.execute(
        scope,
        id,
        await this.bodyOf(scope, triggered),
        author,
      );
      result.details['status_code'] = isNew ? 201 : 200;
      result.relate(`prefect.flow-run.${row.id}`, 'flow-run', row.name);
    } catch (error) {
      if (error instanceof OrchError && error.status === 409)
        result.details['validation_error'] = Object.values(error.body())[0];
      throw error;
    }
  }

  private async bodyOf(scope: WorkspaceScope, triggered: TriggeredAction): Promise<DeploymentFlowRunCreate> {
    const { action, automation, actionIndex, actionText } = triggered;
    const delay = action.type === 'run-deployment' ? action.schedule_after : 0;
    const scheduled = microsToWire(this.clock.nowUs() + delay * MICROS_PER_SECOND);
    const raw = sliceJsonMembers(actionText, RAW_MEMBERS);
    const parameters = await this.parameters(scope, triggered, raw.get('parameters'));
    const key = `automation ${automation.id}, action ${actionIndex}, invocation ${triggered.id}`;
    const state = { type: 'SCHEDULED', state_details: { scheduled_time: scheduled } };
    // read as a body is: the members of users stay the text they are
    return readBody(
      deploymentFlowRunCreate,
      `{"state":${JSON.stringify(state)},"idempotency_key":${JSON.stringify(key)},"parameters":${parameters},` +
        `"context":{},"job_variables":${present(raw.get('job_variables'))}}`,
    );
  }

  private async parameters(
    scope: WorkspaceScope,
    triggered: TriggeredAction,
    sent: JsonText | undefined,
  ): Promise<JsonText> {
    const text = present(sent);
    if (!/\{\{|\{%|\{#/.test(text)) return text; // nothing to render: every digit stays
    const value: unknown = JSON.parse(text);
    const render = await this.contexts.renderer(scope, triggered, templatesIn(value));
    return jsonText(JSON.stringify(renderedParameters(value, render)));
  }
}

const present = (text: JsonText | undefined): JsonText =>
  text === undefined || text === 'null' ? EMPTY : text;
