import { Injectable } from '@nestjs/common';
import type { DeploymentScheduleCreate, DeploymentScheduleUpdate, DeploymentUpdate } from '@orch/contract';
import { Clock, Ids, OrchError } from '@orch/kernel';
import {
  type Tx,
  type WorkspaceScope,
  join,
  prepared,
  raw,
  rawText,
  requireReach,
  sql,
} from '@orch/platform';
import { refuseLargeParameters } from '@orch/runs';
import { AnnouncedTransactions, parsedObject } from '@orch/work-pools';
import { Hydration } from '../run-creation/hydration.ts';
import { ScheduleDeployment } from '../scheduler/schedule-deployment.ts';
import { refuseUnreadableSchedules } from '../schedules/schedule-check.ts';
import { replaceSchedules } from '../schedules/replace-schedules.ts';
import { deleteScheduledRuns, insertSchedules, updateSchedule } from '../schedules/schedule.repository.ts';
import { newSchedule, scheduleChange, slugTaken } from '../schedules/deployment-schedules.ts';
import { type KnownSchedule, type SchedulePlan, planSchedules } from '../schedules/schedule-plan.ts';
import { columnsOf, nullableText, parameterSchemaText } from './deployment-columns.ts';
import { changedFields, deploymentUpdated } from './deployment-events.ts';
import { DeploymentChanges } from './deployment-changes.ts';
import { DeploymentParts } from './deployment-parts.ts';
import type { DeploymentRow } from './deployment.presenter.ts';
import { readDeployment } from './deployment.reader.ts';
import { ParameterCheck } from './parameter-check.ts';
import { SavingTurns } from './saving-turns.ts';
import { noteVersion } from '../versions/deployment-version.repository.ts';

const LOCK = prepared(
  'deployments.lock',
  'select id from deployment where workspace_id = $1::uuid and id = $2::uuid for update',
);
const CLEAR_SLUGS = prepared(
  'deployments.clear_slugs',
  'update deployment_schedule set slug = null where workspace_id = $1::uuid and deployment_id = $2::uuid and id = any($3::uuid[])',
);

/** Changes a deployment. Upstream: api/deployments.py and models/deployments.py, update_deployment (3.8.8). */
@Injectable()
export class UpdateDeployment {
  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly parts: DeploymentParts,
    private readonly parameters: ParameterCheck,
    private readonly hydration: Hydration,
    private readonly changes: DeploymentChanges,
    private readonly scheduling: ScheduleDeployment,
    private readonly turns: SavingTurns,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @param deployer JSON text of who asks, for the deployment's versions
   * @throws OrchError `deployment.unknown`, `work_pool.not_found`, `job_variables.invalid`, `deployment.rejected`,
   *   `deployment.limit_not_found`, `deployment.hydration`, `request.rejected`, `schedule.slug_taken`
   */
  async execute(
    scope: WorkspaceScope,
    id: string,
    body: DeploymentUpdate,
    deployer: string | null = null,
  ): Promise<void> {
    requireReach(scope, 'deployment', 'manage', id, () => new OrchError('deployment.unknown', { id }));
    refuseUnreadableSchedules(body.schedules ?? [], ['body', 'schedules']);
    if (body.parameters) refuseLargeParameters(rawText(body.parameters));
    const save = () =>
      this.transactions
        .run(scope, async (tx, tell) => {
          await tx.query(LOCK.with(scope.workspaceId, id));
          const before = await readDeployment(tx, id);
          if (!before) throw new OrchError('deployment.unknown', { id });
          const plan = planSchedules(JSON.parse(before.schedules) as KnownSchedule[], body.schedules);
          if (body.work_pool_name && body.job_variables) {
            await this.parts.checkJobVariables(
              tx,
              body.work_pool_name,
              body.job_variables,
              'Error updating deployment: ',
            );
          }
          const hydrated = await this.checkedParameters(tx, before, body);
          await this.parts.checkReferences(tx, body);
          const queueId = await this.parts.queueId(tx, tell, body);
          await write(
            tx,
            id,
            hydrated === undefined ? body : { ...body, parameters: hydrated as never },
            queueId,
          ); // raw text, as parsed bodies hold it
          await deleteScheduledRuns(tx, id, { autoScheduledOnly: true, futureOnly: true });
          await this.applySchedules(tx, id, plan, body.schedules ?? []);
          if (body.concurrency_limit !== undefined)
            await this.parts.setOwnLimit(tx, id, body.concurrency_limit);
          const after = await readDeployment(tx, id);
          if (after)
            await noteVersion(tx, this.ids, before, after, nullableText(body.version_info), deployer);
          const changed = after ? changedFields(before, after) : {};
          if (after && Object.keys(changed).length > 0)
            tell((stamp) => deploymentUpdated(stamp, after, changed));
          return after?.updated;
        })
        .catch(slugTaken);
    const savedAt = await this.turns.run(save);
    this.changes.changed(scope, id);
    if (savedAt !== undefined) await this.scheduling.afterSave(scope, id, savedAt);
  }

  /** Returns the text to store when it differs from what was sent. */
  private async checkedParameters(
    tx: Tx,
    before: DeploymentRow,
    body: DeploymentUpdate,
  ): Promise<string | undefined> {
    const sent = body.parameters ? rawText(body.parameters) : null;
    const text =
      sent === null
        ? before.parameters
        : await this.hydration.hydrate(tx, sent, 'Error hydrating deployment parameters: ');
    if (body.enforce_parameter_schema ?? before.enforce_parameter_schema) {
      const given = body.parameter_openapi_schema ? parameterSchemaText(body.parameter_openapi_schema) : null;
      this.parameters.check(
        parsedObject(text),
        given ?? before.parameter_openapi_schema,
        'Error updating deployment: ',
        true,
      );
    }
    return sent !== null && text !== sent ? text : undefined;
  }

  private async applySchedules(
    tx: Tx,
    id: string,
    plan: SchedulePlan,
    wanted: readonly DeploymentScheduleUpdate[],
  ): Promise<void> {
    if (plan.kind === 'keep') return;
    if (plan.kind === 'replace') {
      await replaceSchedules(tx, this.ids, id, createdOnes(wanted), this.clock.nowUs());
      return;
    }
    const renamed = plan.changes.filter((c) => c.isRename).map((c) => c.id);
    if (renamed.length > 0) await tx.execute(CLEAR_SLUGS.with(tx.scope.workspaceId, id, renamed)); // so that slugs may be swapped
    for (const { id: scheduleId, update } of plan.changes)
      await updateSchedule(tx, id, scheduleId, scheduleChange(update, this.clock.nowUs()));
    const added = createdOnes(plan.additions).map((s) => newSchedule(s, this.clock.nowUs()));
    await insertSchedules(tx, this.ids, id, added);
  }
}

/** Schedules of an update as they are created; one without a configuration is passed over, as on the reference. */
function createdOnes(wanted: readonly DeploymentScheduleUpdate[]): DeploymentScheduleCreate[] {
  return wanted.flatMap((s) =>
    s.schedule
      ? [
          {
            schedule: s.schedule,
            active: s.active ?? true,
            max_scheduled_runs: s.max_scheduled_runs ?? null,
            parameters: s.parameters ?? {},
            slug: s.slug ?? null,
            replaces: null,
          },
        ]
      : [],
  );
}

async function write(
  tx: Tx,
  id: string,
  body: DeploymentUpdate,
  queueId: string | null | undefined,
): Promise<void> {
  const columns = columnsOf(body);
  if (queueId !== undefined) columns.push({ column: 'work_queue_id', value: sql`${queueId}::uuid` });
  const sets = columns.map(({ column, value }) => sql`${raw(column)} = ${value}`);
  await tx.execute(
    sql`update deployment set ${join([...sets, sql`updated = now()`])} where workspace_id = ${tx.scope.workspaceId}::uuid and id = ${id}::uuid`,
  );
}
