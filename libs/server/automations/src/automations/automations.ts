import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DeploymentChanges } from '@orch/deployments';
import { type OutgoingEvent, RESOURCE_ID, RESOURCE_NAME } from '@orch/events';
import type { AutomationCreate, AutomationUpdate } from '@orch/contract';
import { Clock, Ids, OrchError, jsonText } from '@orch/kernel';
import { Notifications, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { AnnouncedTransactions, type Tell } from '@orch/work-pools';
import { watch } from '../engine/watch.ts';
import { refuseUnknownReferences } from './action-references.ts';
import { actionsText, deploymentsOf, triggerText } from './automation-text.ts';
import { AUTOMATION_COLUMNS, type AutomationRow, presentAutomation } from './automation.presenter.ts';

/** Payload: the id of a workspace whose automations changed. */
export const AUTOMATIONS_CHANNEL = 'orch_automations';

const INSERT = prepared(
  'automations.insert',
  `insert into automation as a (workspace_id, id, name, description, enabled, tags, trigger, actions, actions_on_trigger, actions_on_resolve, owner_resource)
   values ($1::uuid, $2::uuid, $3, $4, $5::bool, $6::text[], $7::json, $8::json, $9::json, $10::json, $11) returning ${AUTOMATION_COLUMNS}`,
);
const UPDATE = prepared(
  'automations.update',
  `update automation a set name = $3, description = coalesce($4, a.description), enabled = coalesce($5::bool, a.enabled),
     tags = coalesce($6::text[], a.tags), trigger = $7::json, actions = $8::json,
     actions_on_trigger = coalesce($9::json, a.actions_on_trigger),
     actions_on_resolve = coalesce($10::json, a.actions_on_resolve), updated = now()
   where a.workspace_id = $1::uuid and a.id = $2::uuid returning ${AUTOMATION_COLUMNS}`,
);
const SWITCH = prepared(
  'automations.switch',
  `update automation a set enabled = $3::bool, updated = now() where a.workspace_id = $1::uuid and a.id = $2::uuid returning ${AUTOMATION_COLUMNS}`,
);
const DELETE = prepared(
  'automations.delete',
  `delete from automation a where a.workspace_id = $1::uuid and a.id = $2::uuid returning ${AUTOMATION_COLUMNS}`,
);
const DELETE_OWNED = prepared(
  'automations.delete_owned',
  `delete from automation a using automation_related_resource r
   where a.workspace_id = $1::uuid and r.workspace_id = a.workspace_id and r.automation_id = a.id and r.resource_id = $2 and r.owns
   returning a.id`,
);
const FORGET_DEPLOYMENTS = prepared(
  'automations.forget_deployments',
  `delete from automation_related_resource where workspace_id = $1::uuid and automation_id = $2::uuid
     and resource_id like 'prefect.deployment.%' and not owns`,
);
const RELATE = prepared(
  'automations.relate',
  `insert into automation_related_resource as r (workspace_id, automation_id, resource_id, owns)
   values ($1::uuid, $2::uuid, $3, $4::bool)
   on conflict (workspace_id, automation_id, resource_id) do update set owns = r.owns or excluded.owns`,
);

/** Changes automations. Upstream: server/events/models/automations.py (3.8.8). */
@Injectable()
export class Automations implements OnModuleInit {
  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly notifications: Notifications,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly deployments: DeploymentChanges,
  ) {}

  /** Automations that a deployment owns go with it. */
  onModuleInit(): void {
    this.deployments.own({
      remove: (tx, id) => tx.execute(DELETE_OWNED.with(tx.scope.workspaceId, `prefect.deployment.${id}`)),
      removed: ({ workspaceId }) => void this.notifications.notify(AUTOMATIONS_CHANNEL, workspaceId),
    });
  }

  /** @throws OrchError `automation.reference_unknown` */
  async create(scope: WorkspaceScope, body: AutomationCreate): Promise<AutomationRow> {
    return this.change(scope, 'created', async (tx) => {
      await refuseUnknownReferences(tx, body);
      const id = this.ids.next();
      const [row] = await tx.query<AutomationRow>(
        INSERT.with(scope.workspaceId, id, ...this.values(body), body.owner_resource),
      );
      await this.relateDeployments(tx, id, body);
      if (body.owner_resource !== null)
        await tx.execute(RELATE.with(scope.workspaceId, id, body.owner_resource, true));
      return row;
    });
  }

  /**
   * Absent members stay as they are.
   * @throws OrchError `object.not_found`, `automation.reference_unknown`
   */
  async replace(scope: WorkspaceScope, id: string, body: AutomationUpdate): Promise<void> {
    await this.change(scope, 'updated', async (tx) => {
      const [row] = await tx.query<AutomationRow>(UPDATE.with(scope.workspaceId, id, ...this.values(body)));
      if (!row) return undefined;
      await refuseUnknownReferences(tx, body);
      await this.relateDeployments(tx, id, body);
      return row;
    });
  }

  /** @throws OrchError `object.not_found` */
  async setEnabled(scope: WorkspaceScope, id: string, isEnabled: boolean): Promise<void> {
    await this.change(
      scope,
      'updated',
      async (tx) => (await tx.query<AutomationRow>(SWITCH.with(scope.workspaceId, id, isEnabled)))[0],
    );
  }

  /** @throws OrchError `object.not_found` */
  async delete(scope: WorkspaceScope, id: string): Promise<void> {
    await this.change(
      scope,
      'deleted',
      async (tx) => (await tx.query<AutomationRow>(DELETE.with(scope.workspaceId, id)))[0],
    );
  }

  /** Removes what belongs to a resource; silent when there is nothing, as on the reference. */
  async deleteOwnedBy(scope: WorkspaceScope, resourceId: string): Promise<void> {
    await this.transactions.run(scope, (tx) => tx.execute(DELETE_OWNED.with(scope.workspaceId, resourceId)));
    void this.notifications.notify(AUTOMATIONS_CHANNEL, scope.workspaceId);
  }

  private async change(
    scope: WorkspaceScope,
    action: 'created' | 'updated' | 'deleted',
    work: (tx: Tx) => Promise<AutomationRow | undefined>,
  ): Promise<AutomationRow> {
    const row = await this.transactions.run(scope, async (tx, tell) => {
      const changed = await work(tx);
      if (!changed) throw new OrchError('object.not_found');
      if (action !== 'deleted') await watch(tx, changed, this.clock.nowUs());
      announce(tell, action, changed);
      return changed;
    });
    void this.notifications.notify(AUTOMATIONS_CHANNEL, scope.workspaceId);
    return row;
  }

  private values(body: AutomationUpdate): unknown[] {
    return [
      body.name,
      body.description ?? null,
      body.enabled ?? null,
      body.tags ?? null,
      triggerText(body.trigger, this.ids),
      actionsText(body.actions),
      body.actions_on_trigger ? actionsText(body.actions_on_trigger) : null,
      body.actions_on_resolve ? actionsText(body.actions_on_resolve) : null,
    ];
  }

  private async relateDeployments(tx: Tx, id: string, body: AutomationUpdate): Promise<void> {
    await tx.execute(FORGET_DEPLOYMENTS.with(tx.scope.workspaceId, id));
    for (const deployment of deploymentsOf(body.actions)) {
      await tx.execute(RELATE.with(tx.scope.workspaceId, id, `prefect.deployment.${deployment}`, false));
    }
  }
}

/** Upstream: server/events/schemas/lifecycle.py, _automation_event (3.8.8). */
function announce(tell: Tell, action: string, row: AutomationRow): void {
  tell((stamp): OutgoingEvent => ({
    ...stamp,
    event: `prefect.automation.${action}`,
    resource: { [RESOURCE_ID]: `prefect.automation.${row.id}`, [RESOURCE_NAME]: row.name },
    related: [],
    payload: jsonText(presentAutomation(row)),
    follows: null,
  }));
}
