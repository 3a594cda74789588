import { column, wireObject } from '@orch/platform';

/** A row of `flow`. */
export interface FlowRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly tags: string[];
  readonly labels: string;
}

/** Columns for `presentFlow`; `f` is the flow. */
export const FLOW_COLUMNS = 'f.id, f.created, f.updated, f.name, f.tags, f.labels';

/** Row → wire. Upstream: schemas/core.py, class Flow (3.8.8). */
export const presentFlow: (row: FlowRow) => string = wireObject<FlowRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  tags: column.list('tags'),
  labels: column.json('labels', '{}'),
});
