import { Injectable } from '@nestjs/common';
import type { DeploymentScheduleCreate, DeploymentScheduleUpdate } from '@orch/contract';
import { Clock, Ids, type Micros, OrchError } from '@orch/kernel';
import {
  Database,
  type ObjectLevel,
  type Tx,
  type WorkspaceScope,
  prepared,
  rawText,
  requireReach,
  violates,
} from '@orch/platform';
import { ScheduleDeployment } from '../scheduler/schedule-deployment.ts';
import { SavingTurns } from '../deployments/saving-turns.ts';
import { SCHEDULE_JSON } from '../deployments/deployment.presenter.ts';
import {
  type NewSchedule,
  type ScheduleChange,
  deleteSchedule,
  deleteScheduledRuns,
  insertSchedules,
  updateSchedule,
} from './schedule.repository.ts';
import { refuseUnreadableSchedules } from './schedule-check.ts';
import { scheduleText } from './schedule-text.ts';

const EXISTS = prepared(
  'deployments.exists',
  'select id, now() as saved_at from deployment where workspace_id = $1::uuid and id = $2::uuid for update',
);
const LIST = prepared(
  'deployments.list_schedules',
  `select ${SCHEDULE_JSON} as json from deployment_schedule s
   where s.workspace_id = $1::uuid and s.deployment_id = $2::uuid order by s.updated desc, s.id desc`,
);

/** Schedules of a deployment. Upstream: api/deployments.py (3.8.8). */
@Injectable()
export class DeploymentSchedules {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly scheduling: ScheduleDeployment,
    private readonly turns: SavingTurns,
  ) {}

  /** JSON texts, latest change first. @throws OrchError `deployment.unknown` */
  async list(scope: WorkspaceScope, deploymentId: string): Promise<string[]> {
    return this.database.transaction(scope, async (tx) => {
      await lockDeployment(tx, deploymentId, 'view');
      return (await tx.query<{ json: string }>(LIST.with(scope.workspaceId, deploymentId))).map(
        (row) => row.json,
      );
    });
  }

  /** @throws OrchError `deployment.unknown`, `schedule.slug_taken` */
  async create(
    scope: WorkspaceScope,
    deploymentId: string,
    schedules: readonly DeploymentScheduleCreate[],
  ): Promise<string[]> {
    refuseUnreadableSchedules(schedules, ['body']);
    const rows = schedules.map((s) => newSchedule(s, this.clock.nowUs()));
    const save = () =>
      this.database
        .transaction(scope, async (tx) => {
          const savedAt = await lockDeployment(tx, deploymentId);
          return { savedAt, texts: await insertSchedules(tx, this.ids, deploymentId, rows) };
        })
        .catch(slugTaken);
    const saved = await this.turns.run(save);
    await this.scheduling.afterSave(scope, deploymentId, saved.savedAt);
    return saved.texts;
  }

  /** Runs that the old schedule made ahead are removed. @throws OrchError `deployment.unknown`, `schedule.not_found`, `schedule.slug_taken` */
  async update(
    scope: WorkspaceScope,
    deploymentId: string,
    id: string,
    update: DeploymentScheduleUpdate,
  ): Promise<void> {
    refuseUnreadableSchedules(update, ['body']);
    const change = scheduleChange(update, this.clock.nowUs());
    const save = () =>
      this.database
        .transaction(scope, async (tx) => {
          const at = await lockDeployment(tx, deploymentId);
          if ((await updateSchedule(tx, deploymentId, id, change)) === 0)
            throw new OrchError('schedule.not_found', { id });
          await deleteScheduledRuns(tx, deploymentId, {
            autoScheduledOnly: true,
            futureOnly: true,
            scheduleId: id,
          });
          return at;
        })
        .catch(slugTaken);
    const savedAt = await this.turns.run(save);
    await this.scheduling.afterSave(scope, deploymentId, savedAt);
  }

  /** @throws OrchError `deployment.unknown`, `schedule.not_found` */
  async delete(scope: WorkspaceScope, deploymentId: string, id: string): Promise<void> {
    await this.database.transaction(scope, async (tx) => {
      await lockDeployment(tx, deploymentId);
      if ((await deleteSchedule(tx, deploymentId, id)) === 0)
        throw new OrchError('schedule.not_found', { id });
      await deleteScheduledRuns(tx, deploymentId, { autoScheduledOnly: true, scheduleId: id });
    });
  }
}

/** Saving a schedule and making runs from it must not cross: both lock the deployment. */
async function lockDeployment(tx: Tx, id: string, level: ObjectLevel = 'manage'): Promise<string> {
  const missing = (): OrchError => new OrchError('deployment.unknown', { id });
  requireReach(tx.scope, 'deployment', level, id, missing);
  const [row] = await tx.query<{ saved_at: string }>(EXISTS.with(tx.scope.workspaceId, id));
  if (!row) throw missing();
  return row.saved_at;
}

export const newSchedule = (s: DeploymentScheduleCreate, nowUs: Micros): NewSchedule => ({
  schedule: scheduleText(s.schedule, nowUs),
  active: s.active,
  maxScheduledRuns: s.max_scheduled_runs,
  parameters: rawText(s.parameters),
  slug: s.slug,
});

/** Members that are null are left alone, as on the reference; parameters that are not sent are emptied there, here kept. */
export const scheduleChange = (u: DeploymentScheduleUpdate, nowUs: Micros): ScheduleChange => ({
  schedule: u.schedule ? scheduleText(u.schedule, nowUs) : undefined,
  active: u.active ?? undefined,
  maxScheduledRuns: u.max_scheduled_runs ?? undefined,
  parameters: u.parameters === undefined ? undefined : rawText(u.parameters),
  slug: u.slug ?? undefined,
});

export function slugTaken(error: unknown): never {
  throw violates(error, 'unique') ? new OrchError('schedule.slug_taken') : error;
}
