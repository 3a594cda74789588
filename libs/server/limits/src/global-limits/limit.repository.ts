import { Injectable } from '@nestjs/common';
import type { ConcurrencyLimitV2Create, ConcurrencyLimitV2Update } from '@orch/contract';
import { type Tx, Database, type WorkspaceScope, prepared } from '@orch/platform';
import { ACTIVE_SLOTS_NOW, HELD_COLUMNS, READY } from '../slots/slot-sql.ts';
import type { LimitRow } from './limit.presenter.ts';

/** How a route names a limit. */
export type LimitKey = { readonly id: string } | { readonly name: string };

const COLUMNS = `l.id, l.created, l.updated, l.name, l."limit", l.active, ${ACTIVE_SLOTS_NOW} as active_slots, l.denied_slots,
  l.slot_decay_per_second, l.avg_slot_occupancy_seconds`;

const INSERT = prepared(
  'limits.insert',
  `insert into concurrency_limit as l (workspace_id, id, name, "limit", active, active_slots, denied_slots, slot_decay_per_second)
   values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
);
const read = (which: string): string =>
  `select ${COLUMNS} from concurrency_limit l where l.workspace_id = $1 and ${which}`;
const READ_BY_ID = prepared('limits.read_by_id', read('l.id = $2'));
const READ_BY_NAME = prepared('limits.read_by_name', read('l.name = $2'));
const LIST = prepared('limits.list', `${read('true')} order by l.name limit $2 offset $3`);
const remove = (which: string): string =>
  `delete from concurrency_limit l where l.workspace_id = $1 and ${which} returning ${COLUMNS}`;
const DELETE_BY_ID = prepared('limits.delete_by_id', remove('l.id = $2'));
const DELETE_BY_NAME = prepared('limits.delete_by_name', remove('l.name = $2'));
// Slots decay until now at the rate that was valid until now.
const update = (which: string): string => `with held as materialized (
     select ${HELD_COLUMNS} from concurrency_limit l where l.workspace_id = $1 and ${which} for update
   ), ${READY}
   update concurrency_limit l
   set name = coalesce($3, l.name), "limit" = coalesce($4, l."limit"), active = coalesce($5, l.active),
       active_slots = coalesce($6, r.active_now), denied_slots = coalesce($7, r.denied_now),
       slot_decay_per_second = coalesce($8, l.slot_decay_per_second),
       slots_at = case when $6 is null and $8 is null then r.slots_at_now else r.moment end,
       updated = greatest(now(), l.updated + interval '1 microsecond')
   from ready r where l.workspace_id = $1 and l.id = r.id returning ${COLUMNS}`;
const UPDATE_BY_ID = prepared('limits.update_by_id', update('l.id = $2'));
const UPDATE_BY_NAME = prepared('limits.update_by_name', update('l.name = $2'));

@Injectable()
export class LimitRepository {
  constructor(private readonly db: Database) {}

  async insert(tx: Tx, id: string, given: ConcurrencyLimitV2Create): Promise<LimitRow> {
    const { name, limit, active, active_slots, denied_slots, slot_decay_per_second } = given;
    const [row] = await tx.query<LimitRow>(
      INSERT.with(
        tx.scope.workspaceId,
        id,
        name,
        limit,
        active,
        active_slots,
        denied_slots,
        slot_decay_per_second,
      ),
    );
    return row!;
  }

  async read(on: Tx | WorkspaceScope, key: LimitKey): Promise<LimitRow | undefined> {
    if ('query' in on) {
      const statement =
        'id' in key
          ? READ_BY_ID.with(on.scope.workspaceId, key.id)
          : READ_BY_NAME.with(on.scope.workspaceId, key.name);
      return (await on.query<LimitRow>(statement))[0];
    }
    const statement =
      'id' in key ? READ_BY_ID.with(on.workspaceId, key.id) : READ_BY_NAME.with(on.workspaceId, key.name);
    return (await this.db.query<LimitRow>(on, statement))[0];
  }

  async list(scope: WorkspaceScope, limit: number, offset: number): Promise<LimitRow[]> {
    return this.db.query<LimitRow>(scope, LIST.with(scope.workspaceId, limit, offset));
  }

  /** Changes the members that are given (null counts as not given). */
  async update(tx: Tx, key: LimitKey, change: ConcurrencyLimitV2Update): Promise<LimitRow | undefined> {
    const { name, limit, active, active_slots, denied_slots, slot_decay_per_second } = change;
    const given = [name, limit, active, active_slots, denied_slots, slot_decay_per_second].map(
      (v) => v ?? null,
    );
    const { workspaceId } = tx.scope;
    const statement =
      'id' in key
        ? UPDATE_BY_ID.with(workspaceId, key.id, ...given)
        : UPDATE_BY_NAME.with(workspaceId, key.name, ...given);
    return (await tx.query<LimitRow>(statement))[0];
  }

  async delete(tx: Tx, key: LimitKey): Promise<LimitRow | undefined> {
    const { workspaceId } = tx.scope;
    const statement =
      'id' in key ? DELETE_BY_ID.with(workspaceId, key.id) : DELETE_BY_NAME.with(workspaceId, key.name);
    return (await tx.query<LimitRow>(statement))[0];
  }
}
