import { Injectable } from '@nestjs/common';
import { DeleteDeployments } from '@orch/deployments';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { UpdateWorkPool, UpdateWorkQueue } from '@orch/work-pools';
import { Automations } from '../automations/automations.ts';
import { ActionFailed } from './action-failed.ts';
import { objectOf } from './inferred.ts';
import type { ActionResult, Performer, TriggeredAction } from './triggered-action.ts';

// The pool is the work-pools context's; its use cases go by name.
const POOL_NAME = prepared(
  'automations.pool_name',
  'select name from work_pool where workspace_id = $1::uuid and id = $2::uuid',
);

/** Pauses and resumes deployments, pools, queues and automations. Upstream: server/events/actions.py (3.8.8). */
@Injectable()
export class ObjectActions implements Performer {
  readonly types = [
    'pause-deployment',
    'resume-deployment',
    'pause-work-pool',
    'resume-work-pool',
    'pause-work-queue',
    'resume-work-queue',
    'pause-automation',
    'resume-automation',
  ] as const;

  constructor(
    private readonly deployments: DeleteDeployments,
    private readonly pools: UpdateWorkPool,
    private readonly queues: UpdateWorkQueue,
    private readonly automations: Automations,
    private readonly database: Database,
  ) {}

  async perform(scope: WorkspaceScope, triggered: TriggeredAction, result: ActionResult): Promise<void> {
    const { action } = triggered;
    const isPaused = action.type.startsWith('pause-');
    switch (action.type) {
      case 'pause-deployment':
      case 'resume-deployment': {
        const id = objectOf(triggered, action.deployment_id, 'deployment');
        result.target('deployment', id);
        await this.deployments.setPaused(scope, id, isPaused);
        result.details['status_code'] = 200;
        return;
      }
      case 'pause-work-queue':
      case 'resume-work-queue': {
        const id = objectOf(triggered, action.work_queue_id, 'work-queue');
        result.target('work-queue', id);
        await this.queues.byId(scope, id, { is_paused: isPaused });
        break;
      }
      case 'pause-automation':
      case 'resume-automation': {
        const id = objectOf(triggered, action.automation_id, 'automation');
        result.target('automation', id);
        await this.automations.setEnabled(scope, id, !isPaused);
        break;
      }
      case 'pause-work-pool':
      case 'resume-work-pool':
        await this.pausePool(scope, objectOf(triggered, action.work_pool_id, 'work-pool'), isPaused, result);
        break;
    }
    result.details['status_code'] = 204;
  }

  private async pausePool(
    scope: WorkspaceScope,
    id: string,
    isPaused: boolean,
    result: ActionResult,
  ): Promise<void> {
    const [pool] = await this.database.query<{ name: string }>(scope, POOL_NAME.with(scope.workspaceId, id));
    if (!pool) throw new ActionFailed(`Work pool ${id} not found`);
    result.target('work-pool', id, pool.name);
    await this.pools.execute(scope, pool.name, { is_paused: isPaused });
  }
}
