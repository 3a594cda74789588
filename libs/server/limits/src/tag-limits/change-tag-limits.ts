import { Injectable } from '@nestjs/common';
import type { ConcurrencyLimitCreate } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope, prepared, violates } from '@orch/platform';
import { ChangeLimits, type LimitChange } from '../global-limits/change-limits.ts';
import { type LimitKey, LimitRepository } from '../global-limits/limit.repository.ts';
import { SlotRepository } from '../slots/slot.repository.ts';
import { ENDLESS_LEASE_SECONDS, limitNameOf, tagOf } from './tag-name.ts';

const LEASE_ONE = prepared(
  'limits.lease_one',
  `insert into concurrency_lease (workspace_id, id, limit_ids, slots, holder, expires_at)
   values ($1, $2, array[$3::uuid], 1, $4::json, clock_timestamp() + make_interval(secs => ${ENDLESS_LEASE_SECONDS}))`,
);

/** Limits on tags, as clients before the second version of limits know them. Upstream: api/concurrency_limits.py (3.8.8). */
@Injectable()
export class ChangeTagLimits {
  constructor(
    private readonly db: Database,
    private readonly limits: LimitRepository,
    private readonly changes: ChangeLimits,
    private readonly slots: SlotRepository,
    private readonly ids: Ids,
  ) {}

  /** Creates the limit on a tag, or sets an existing one. */
  async set(
    scope: WorkspaceScope,
    { tag, concurrency_limit: limit }: ConcurrencyLimitCreate,
  ): Promise<LimitChange> {
    if (limit < 0)
      throw new OrchError(
        'request.rejected',
        {},
        { text: 'concurrency_limit must be greater than or equal to 0' },
      );
    const change = (tx: Tx): Promise<LimitChange> => this.setIn(tx, limitNameOf(tag), limit);
    try {
      return await this.changes.told(scope, change);
    } catch (error) {
      // Another process created it between our look and our insert.
      if (violates(error, 'unique')) return this.changes.told(scope, change);
      throw error;
    }
  }

  /**
   * Gives every slot of the limit back; `holders` are task runs that hold one from now on, whatever the limit.
   * @throws OrchError `tag_limit.not_found`
   */
  async reset(scope: WorkspaceScope, tag: string, holders: readonly string[]): Promise<void> {
    const key = { name: limitNameOf(tag) };
    await this.db.transaction(scope, async (tx) => {
      await this.slots.releaseOn(tx, { names: [key.name] }, null);
      const row = await this.limits.read(tx, key);
      if (!row) throw new OrchError('tag_limit.not_found');
      await this.limits.update(tx, { id: row.id }, { active_slots: holders.length, denied_slots: 0 });
      for (const id of holders) {
        await tx.execute(
          LEASE_ONE.with(
            scope.workspaceId,
            this.ids.next(),
            row.id,
            JSON.stringify({ type: 'task_run', id }),
          ),
        );
      }
    });
  }

  /** Releases the leases on the limit and deletes it. @throws OrchError `tag_limit.not_found` */
  async delete(scope: WorkspaceScope, key: LimitKey): Promise<void> {
    await this.changes.told(scope, async (tx) => {
      const found = await this.limits.read(tx, key);
      if (!found || tagOf(found.name) === undefined) throw new OrchError('tag_limit.not_found');
      await this.slots.releaseOn(tx, { ids: [found.id] }, null);
      const row = await this.limits.delete(tx, { id: found.id });
      if (!row) throw new OrchError('tag_limit.not_found');
      return { action: 'deleted', row };
    });
  }

  private async setIn(tx: Tx, name: string, limit: number): Promise<LimitChange> {
    const row = await this.limits.update(tx, { name }, { limit });
    if (row) return { action: 'updated', row };
    const given = { name, limit, active: true, active_slots: 0, denied_slots: 0, slot_decay_per_second: 0 };
    return { action: 'created', row: await this.changes.insert(tx, given) };
  }
}
