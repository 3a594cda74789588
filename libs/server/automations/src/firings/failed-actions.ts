import { Injectable } from '@nestjs/common';
import { type FailedAction, type FailuresFilterBody, pageLimit } from '@orch/contract';
import { OrchError, pgToWire } from '@orch/kernel';
import { Database, Notifications, type WorkspaceScope } from '@orch/platform';
import { FailedActionRepository, type FailedActionRow } from './failed-action.repository.ts';

/** Told when actions are to be done at once, not at the next look. */
export const ACTIONS_CHANNEL = 'orch_automation_actions';

/** The dead letters of automations. */
@Injectable()
export class FailedActions {
  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
  ) {}

  async list(scope: WorkspaceScope, body: FailuresFilterBody): Promise<FailedAction[]> {
    const limit = pageLimit(body.limit);
    const rows = await FailedActionRepository.list(
      this.database,
      scope,
      body.automation_id,
      body.offset,
      limit,
    );
    return rows.map(shown);
  }

  /** Has it tried once more, under the same key: what must not be done twice is not. @throws OrchError `object.not_found` */
  async retry(scope: WorkspaceScope, id: string): Promise<void> {
    const isThere = await this.database.transaction(scope, (tx) => FailedActionRepository.retry(tx, id));
    if (!isThere) throw new OrchError('object.not_found', { id });
    void this.notifications.notify(ACTIONS_CHANNEL, '');
  }

  /** @throws OrchError `object.not_found` */
  async delete(scope: WorkspaceScope, id: string): Promise<void> {
    const isThere = await this.database.transaction(scope, (tx) => FailedActionRepository.delete(tx, id));
    if (!isThere) throw new OrchError('object.not_found', { id });
  }
}

const shown = (row: FailedActionRow): FailedAction => ({
  id: row.id,
  automation_id: row.automation_id,
  automation_name: row.automation_name,
  firing_id: row.state_event_id,
  action: JSON.parse(row.action) as Record<string, unknown>, // stored by us
  action_index: row.action_index,
  attempts: row.attempts,
  error: row.reason ?? '',
  ordered_at: pgToWire(row.created),
  failed_at: pgToWire(row.failed_at ?? row.created),
});
