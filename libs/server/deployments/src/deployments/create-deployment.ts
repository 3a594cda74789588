import { Injectable } from '@nestjs/common';
import type { DeploymentCreate } from '@orch/contract';
import { Clock, Ids, OrchError, toJsonText } from '@orch/kernel';
import {
  InvalidRequest,
  join,
  prepared,
  raw,
  requireReach,
  sql,
  type Tx,
  type WorkspaceScope,
} from '@orch/platform';
import { refuseLargeParameters } from '@orch/runs';
import { AGENT_POOL, AnnouncedTransactions, parsedObject } from '@orch/work-pools';
import { rawText } from '@orch/platform';
import { ScheduleDeployment } from '../scheduler/schedule-deployment.ts';
import { slugTaken } from '../schedules/deployment-schedules.ts';
import { refuseUnreadableSchedules } from '../schedules/schedule-check.ts';
import { replaceSchedules } from '../schedules/replace-schedules.ts';
import { deleteScheduledRuns } from '../schedules/schedule.repository.ts';
import { type Author, authorText } from './author.ts';
import { changedFields, deploymentCreated, deploymentUpdated } from './deployment-events.ts';
import { columnsOf, nullableText, parameterSchemaText } from './deployment-columns.ts';
import { DeploymentChanges } from './deployment-changes.ts';
import { DeploymentParts } from './deployment-parts.ts';
import type { DeploymentRow } from './deployment.presenter.ts';
import { readDeployment } from './deployment.reader.ts';
import { ParameterCheck } from './parameter-check.ts';
import { SavingTurns } from './saving-turns.ts';
import { noteVersion } from '../versions/deployment-version.repository.ts';

const LOCK_EXISTING = prepared(
  'deployments.lock_by_flow',
  'select id from deployment where workspace_id = $1::uuid and flow_id = $2::uuid and name = $3 for update',
);
const LOCK_FLOW = prepared(
  'deployments.lock_flow',
  'select labels from flow where workspace_id = $1::uuid and id = $2::uuid for no key update',
);

/** Creates a deployment, or updates the one of this flow and name. Upstream: create_deployment (3.8.8). */
@Injectable()
export class CreateDeployment {
  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly parts: DeploymentParts,
    private readonly parameters: ParameterCheck,
    private readonly changes: DeploymentChanges,
    private readonly scheduling: ScheduleDeployment,
    private readonly turns: SavingTurns,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @param given names of the members that were sent: an update changes no others
   * @param deployer JSON text of who asks, for the deployment's versions
   * @throws OrchError `reference.unknown` (flow), `work_pool.not_found`, `job_variables.invalid`, `deployment.limit_not_found`,
   *   `deployment.rejected`, `schedule.slug_taken`; InvalidRequest for parameters that do not fit the schema
   */
  async execute(
    scope: WorkspaceScope,
    body: DeploymentCreate,
    given: ReadonlySet<string>,
    author: Author | null,
    deployer: string | null = null,
  ): Promise<{ row: DeploymentRow; isNew: boolean }> {
    refuseUnreadableSchedules(body.schedules, ['body', 'schedules']);
    this.checkParameters(body, given);
    const save = () =>
      this.transactions
        .run(scope, async (tx, tell) => {
          if (body.work_pool_name && body.work_pool_name !== AGENT_POOL) {
            await this.parts.checkJobVariables(
              tx,
              body.work_pool_name,
              body.job_variables,
              'Error creating deployment: ',
            );
          }
          await this.parts.checkReferences(tx, body);
          const queueId = await this.parts.queueId(tx, tell, {
            work_pool_name: body.work_pool_name ?? undefined,
            work_queue_name: body.work_queue_name,
          });
          const [flow] = await tx.query<{ labels: string }>(LOCK_FLOW.with(scope.workspaceId, body.flow_id));
          if (!flow) throw new OrchError('reference.unknown', { flowId: body.flow_id });
          const [known] = await tx.query<{ id: string }>(
            LOCK_EXISTING.with(scope.workspaceId, body.flow_id, body.name),
          );
          // its name is taken, which is no secret: whoever saves it anew changes it
          if (known)
            requireReach(scope, 'deployment', 'manage', known.id, () => new OrchError('auth.forbidden'));
          const before = known && (await readDeployment(tx, known.id));
          const labels = toJsonText({
            ...parsedObject(flow.labels),
            'prefect.flow.id': body.flow_id,
            ...body.labels,
          });
          const id = before ? before.id : this.ids.next();
          await write(tx, before ? { id } : null, id, body, given, {
            labels,
            queueId,
            author: authorText(author),
          });
          await this.replaceSchedules(tx, id, body, before !== undefined);
          if (given.has('concurrency_limit')) await this.parts.setOwnLimit(tx, id, body.concurrency_limit);
          const row = await readDeployment(tx, id);
          if (!row) throw new Error('a deployment that was just written is not there');
          await noteVersion(tx, this.ids, before, row, nullableText(body.version_info), deployer);
          if (!before) tell((stamp) => deploymentCreated(stamp, row));
          else {
            const changed = changedFields(before, row);
            if (Object.keys(changed).length > 0) tell((stamp) => deploymentUpdated(stamp, row, changed));
          }
          return { row, isNew: before === undefined };
        })
        .catch(slugTaken);
    const result = await this.turns.run(save);
    this.changes.changed(scope, result.row.id);
    if (body.schedules.length > 0) await this.scheduling.afterSave(scope, result.row.id, result.row.updated);
    return result;
  }

  private async replaceSchedules(
    tx: Tx,
    id: string,
    body: DeploymentCreate,
    isUpdate: boolean,
  ): Promise<void> {
    if (isUpdate) await deleteScheduledRuns(tx, id, { autoScheduledOnly: true, futureOnly: true });
    await replaceSchedules(tx, this.ids, id, body.schedules, this.clock.nowUs());
  }

  /** Only a body that asks for enforcement is checked here; runs are checked when they are made. */
  private checkParameters(body: DeploymentCreate, given: ReadonlySet<string>): void {
    refuseLargeParameters(rawText(body.parameters));
    const schema = parameterSchemaText(body.parameter_openapi_schema);
    if (!given.has('enforce_parameter_schema') || !body.enforce_parameter_schema || schema === null) return;
    const problem = this.parameters.problem(parsedObject(body.parameters), parsedObject(schema), schema);
    if (problem !== undefined)
      throw new InvalidRequest([{ type: 'value_error', loc: ['body'], msg: `Value error, ${problem}` }]);
  }
}

/** What a new deployment gets in columns that were not sent: not what null or an empty object would mean there. */
const UNSENT_EMPTY: ReadonlyMap<string, string> = new Map([
  ['parameter_openapi_schema', '{}'],
  ['pull_steps', '[]'],
]);

interface Derived {
  readonly labels: string;
  readonly queueId: string | null | undefined;
  readonly author: string | null;
}

async function write(
  tx: Tx,
  known: { id: string } | null,
  id: string,
  body: DeploymentCreate,
  given: ReadonlySet<string>,
  derived: Derived,
): Promise<void> {
  const sent = Object.fromEntries(
    Object.entries(body).filter(([key]) => given.has(key) || (!known && !UNSENT_EMPTY.has(key))),
  ) as Partial<DeploymentCreate>;
  const columns = [
    ...columnsOf(sent),
    { column: 'labels', value: sql`${derived.labels}::jsonb` },
    { column: 'updated_by', value: sql`${derived.author}::json` },
  ];
  if (derived.queueId !== undefined)
    columns.push({ column: 'work_queue_id', value: sql`${derived.queueId}::uuid` });
  if (known) {
    const sets = columns.map(({ column, value }) => sql`${raw(column)} = ${value}`);
    await tx.execute(
      sql`update deployment set ${join([...sets, sql`updated = now()`])} where workspace_id = ${tx.scope.workspaceId}::uuid and id = ${id}::uuid`,
    );
    return;
  }
  for (const [key, value] of UNSENT_EMPTY)
    if (!given.has(key)) columns.push({ column: key, value: sql`${value}::json` });
  const names = columns.map(({ column }) => raw(column));
  await tx.execute(
    sql`insert into deployment (workspace_id, id, flow_id, name, created_by, ${join(names)})
        values (${tx.scope.workspaceId}::uuid, ${id}::uuid, ${body.flow_id}::uuid, ${body.name}, ${derived.author}::json, ${join(columns.map((c) => c.value))})`,
  );
}
