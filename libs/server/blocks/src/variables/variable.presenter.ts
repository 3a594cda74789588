import { column, wireObject } from '@orch/platform';

export interface VariableRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly value: string | null;
  readonly tags: string[];
}

/** Row → wire. Upstream: schemas/core.py, class Variable (3.8.8). */
export const presentVariable: (row: VariableRow) => string = wireObject<VariableRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  value: column.json('value'),
  tags: column.list('tags'),
});
