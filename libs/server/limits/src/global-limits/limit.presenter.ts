import { column, wireObject } from '@orch/platform';

/** A limit with its slots as they are now. */
export interface LimitRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly limit: number;
  readonly active: boolean;
  readonly active_slots: number;
  readonly denied_slots: number;
  readonly slot_decay_per_second: number;
  readonly avg_slot_occupancy_seconds: number;
}

/** Upstream: schemas/responses.py, class GlobalConcurrencyLimitResponse (3.8.8). */
export const presentLimit: (row: LimitRow) => string = wireObject<LimitRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  active: column.value('active'),
  name: column.text('name'),
  limit: column.value('limit'),
  active_slots: column.value('active_slots'),
  slot_decay_per_second: column.float('slot_decay_per_second'),
});

/** The answer to a create. Upstream: schemas/core.py, class ConcurrencyLimitV2 (3.8.8). */
export const presentWholeLimit: (row: LimitRow) => string = wireObject<LimitRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  active: column.value('active'),
  name: column.text('name'),
  limit: column.value('limit'),
  active_slots: column.value('active_slots'),
  denied_slots: column.value('denied_slots'),
  slot_decay_per_second: column.float('slot_decay_per_second'),
  avg_slot_occupancy_seconds: column.float('avg_slot_occupancy_seconds'),
});
