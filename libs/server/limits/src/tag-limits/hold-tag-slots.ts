import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { type MinimalLimit } from '../slots/slot.repository.ts';
import { TAG_WAIT_SECONDS_MAX } from '../slots/slot-sql.ts';
import { TagSlots } from '../slots/tag-slots.ts';
import { limitNameOf, tagOf } from './tag-name.ts';

const FIND = prepared(
  'limits.find_by_name',
  'select id, name, "limit" from concurrency_limit where workspace_id = $1 and name = any($2::text[]) order by id',
);
const SHOWN_CHARS_MAX = 200;

/** Slots of tags for clients that know no leases: the task run is the holder, the lease has no end. */
@Injectable()
export class HoldTagSlots {
  constructor(
    private readonly db: Database,
    private readonly slots: TagSlots,
  ) {}

  /** Takes a slot of every tag with a limit, or none. @throws OrchError `tag_limit.zero`, `tag_limit.full` */
  async take(scope: WorkspaceScope, tags: readonly string[], taskRunId: string): Promise<MinimalLimit[]> {
    const tried = await this.slots.acquire(scope, tags, taskRunId);
    if (tried.kind === 'zero')
      throw new OrchError('tag_limit.zero', {}, { tag: tried.tag.slice(0, SHOWN_CHARS_MAX) });
    if (tried.kind === 'full') {
      const shown = { tag: tried.fullTag.slice(0, SHOWN_CHARS_MAX) };
      throw new OrchError('tag_limit.full', {}, shown, { 'retry-after': String(TAG_WAIT_SECONDS_MAX) });
    }
    return tried.kind === 'acquired'
      ? tried.limits.map(({ id, name, limit }) => ({ id, name: tagOf(name) ?? name, limit }))
      : [];
  }

  /** Gives back what the task run holds on these tags. Returns every limit on them. */
  async giveBack(scope: WorkspaceScope, tags: readonly string[], taskRunId: string): Promise<MinimalLimit[]> {
    return this.db.transaction(scope, async (tx) => {
      await this.slots.release(tx, tags, taskRunId);
      return tx.query<MinimalLimit>(FIND.with(scope.workspaceId, tags.map(limitNameOf)));
    });
  }
}
