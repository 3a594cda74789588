import { Controller, HttpCode, Post } from '@nestjs/common';
import { type DeploymentScheduleNowBody, deploymentScheduleNowBody } from '@orch/contract';
import { OrchError, US_PER_SECOND } from '@orch/kernel';
import {
  Allow,
  mayReach,
  requireReach,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import { ScheduleDeployment } from './schedule-deployment.ts';

/** Runs that one call may make of each schedule. Upstream: MAX_ITERATIONS (3.8.8). */
const RUNS_MAX = 1_000;

/** Upstream: api/deployments.py, schedule_deployment (3.8.8). */
@Controller('api/deployments')
export class SchedulingController {
  constructor(private readonly scheduling: ScheduleDeployment) {}

  @Post(':id/schedule')
  @HttpCode(200)
  @Allow('deployments:write')
  async schedule(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(deploymentScheduleNowBody) body: DeploymentScheduleNowBody,
  ): Promise<WireJson> {
    // one that is not there gets no runs either, and no error
    if (!mayReach(scope, 'deployment', 'view', id)) return new WireJson('null');
    requireReach(scope, 'deployment', 'run', id, () => new OrchError('auth.forbidden'));
    const { start_time, end_time, min_time, min_runs, max_runs } = body;
    await this.scheduling.execute(scope, id, {
      evenPaused: true,
      ...(start_time == null ? {} : { startUs: start_time }),
      horizon: {
        ...(end_time == null ? {} : { endUs: end_time }),
        ...(min_time == null ? {} : { minTimeUs: min_time * US_PER_SECOND }),
        ...(min_runs == null ? {} : { minRuns: min_runs }),
        ...(max_runs == null ? {} : { maxRuns: Math.min(max_runs, RUNS_MAX) }),
      },
    });
    return new WireJson('null');
  }
}
