import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { mayReach, type Tx, type WorkspaceScope, prepared, requireReach } from '@orch/platform';
import { AnnouncedTransactions, type Tell } from '@orch/work-pools';
import { ScheduleDeployment } from '../scheduler/schedule-deployment.ts';
import { deleteScheduledRuns } from '../schedules/schedule.repository.ts';
import { type Belongings, DeploymentChanges } from './deployment-changes.ts';
import { deploymentDeleted } from './deployment-events.ts';
import { DeploymentParts } from './deployment-parts.ts';
import { readDeployment } from './deployment.reader.ts';
import { SavingTurns } from './saving-turns.ts';

const DELETE = prepared(
  'deployments.delete',
  'delete from deployment where workspace_id = $1::uuid and id = $2::uuid',
);
const PAUSE = prepared(
  'deployments.pause',
  'update deployment set paused = $3::bool, updated = now() where workspace_id = $1::uuid and id = $2::uuid returning updated',
);

const missing = (id: string): OrchError => new OrchError('deployment.not_found', { id });

/**
 * Removes deployments with their waiting runs, limits and what belongs to them, and pauses them. Upstream: api/deployments.py
 * (3.8.8), which leaves automations behind that a deployment owns: they could only fail.
 */
@Injectable()
export class DeleteDeployments {
  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly parts: DeploymentParts,
    private readonly changes: DeploymentChanges,
    private readonly scheduling: ScheduleDeployment,
    private readonly turns: SavingTurns,
  ) {}

  /** @throws OrchError `deployment.not_found` */
  async one(scope: WorkspaceScope, id: string): Promise<void> {
    requireReach(scope, 'deployment', 'manage', id, () => missing(id));
    const deleted = await this.several(scope, [id]);
    if (deleted.length === 0) throw missing(id);
  }

  /** Returns the ids of those that were there, and that may be deleted. */
  async several(scope: WorkspaceScope, ids: readonly string[]): Promise<string[]> {
    const { deleted, touched } = await this.transactions.run(scope, async (tx, tell) => {
      const deleted: string[] = [];
      const touched = new Set<Belongings>();
      for (const id of ids.filter((id) => mayReach(scope, 'deployment', 'manage', id))) {
        if (!(await this.remove(tx, tell, id))) continue;
        deleted.push(id);
        for (const one of await this.changes.removeBelongings(tx, id)) touched.add(one);
      }
      return { deleted, touched };
    });
    for (const id of deleted) this.changes.changed(scope, id);
    for (const one of touched) one.removed(scope);
    return deleted;
  }

  /** A paused deployment loses the runs that its schedules made ahead. @throws OrchError `deployment.not_found` */
  async setPaused(scope: WorkspaceScope, id: string, isPaused: boolean): Promise<void> {
    requireReach(scope, 'deployment', 'manage', id, () => missing(id));
    const save = () =>
      this.transactions.run(scope, async (tx) => {
        const [row] = await tx.query<{ updated: string }>(PAUSE.with(scope.workspaceId, id, isPaused));
        if (!row) throw missing(id);
        if (isPaused) await deleteScheduledRuns(tx, id, { autoScheduledOnly: true });
        return row.updated;
      });
    const savedAt = await this.turns.run(save);
    this.changes.changed(scope, id);
    if (!isPaused) await this.scheduling.afterSave(scope, id, savedAt);
  }

  private async remove(tx: Tx, tell: Tell, id: string): Promise<boolean> {
    const row = await readDeployment(tx, id);
    if (!row) return false;
    await deleteScheduledRuns(tx, id, {});
    await this.parts.setOwnLimit(tx, id, null);
    if ((await tx.execute(DELETE.with(tx.scope.workspaceId, id))) === 0) return false;
    tell((stamp) => deploymentDeleted(stamp, row));
    return true;
  }
}
