import { Injectable } from '@nestjs/common';
import { type StateCreate, stateCreate } from '@orch/contract';
import { Clock, OrchError, microsToWire } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import { DeleteFlowRuns, ResumeFlowRun, SetFlowRunState, toProposedState } from '@orch/runs';
import { ActionFailed } from './action-failed.ts';
import { flowRunOf } from './inferred.ts';
import type { ActionResult, Performer, TriggeredAction } from './triggered-action.ts';

const SUSPENDED_US = 3_600 * 1_000_000;
/** As a client without a version: the rules treat the server alike. */
const CALLER = { clientVersion: null, apiVersion: null };

/** Changes, suspends, resumes, cancels and deletes flow runs. Upstream: server/events/actions.py (3.8.8). */
@Injectable()
export class FlowRunActions implements Performer {
  readonly types = [
    'cancel-flow-run',
    'change-flow-run-state',
    'delete-flow-run',
    'resume-flow-run',
    'suspend-flow-run',
  ] as const;

  constructor(
    private readonly setState: SetFlowRunState,
    private readonly resumeRun: ResumeFlowRun,
    private readonly deleteRuns: DeleteFlowRuns,
    private readonly clock: Clock,
  ) {}

  async perform(scope: WorkspaceScope, triggered: TriggeredAction, result: ActionResult): Promise<void> {
    const id = flowRunOf(triggered);
    result.target('flow-run', id);
    const { type } = triggered.action;
    if (type === 'delete-flow-run') return this.delete(scope, id, result);
    if (type === 'resume-flow-run') {
      const { outcome } = await this.resumeRun.execute(scope, id, null, CALLER);
      if (outcome.status === 'ACCEPT') return;
      throw new ActionFailed(`Failed to resume flow run: ${reasonOf(outcome.details)}`);
    }
    const force = triggered.action.type === 'change-flow-run-state' && triggered.action.force;
    const { outcome } = await this.setState.execute(scope, id, toProposedState(this.stateOf(triggered)), {
      force,
    });
    result.details['status_code'] = outcome.state ? 201 : 200;
    if (outcome.status !== 'ACCEPT')
      throw new ActionFailed(`Failed to set state: ${reasonOf(outcome.details)}`);
  }

  private async delete(scope: WorkspaceScope, id: string, result: ActionResult): Promise<void> {
    const deleted = await this.deleteRuns.execute(scope, [id]);
    if (deleted.length === 0) throw new OrchError('flow_run.not_found', { runId: id });
    result.details['status_code'] = 204;
  }

  private stateOf({ action, automation }: TriggeredAction): StateCreate {
    const by = `by Automation ${automation.id}`;
    if (action.type === 'change-flow-run-state') {
      const message =
        action.message === null || action.message === '' ? `State changed ${by}` : action.message;
      return stateCreate.parse({ type: action.state, name: action.name, message });
    }
    if (action.type === 'cancel-flow-run')
      return stateCreate.parse({ type: 'CANCELLING', message: `Cancelled ${by}` });
    const timeout = microsToWire(this.clock.nowUs() + SUSPENDED_US);
    return stateCreate.parse({
      type: 'PAUSED',
      name: 'Suspended',
      message: `Suspended ${by}`,
      state_details: { pause_timeout: timeout, pause_reschedule: true },
    });
  }
}

const reasonOf = (details: unknown): string =>
  String((details as { reason?: unknown }).reason ?? 'no reason given');
