import { Injectable } from '@nestjs/common';
import type { RunInputCreateBody, RunInputFilterBody } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, column, prepared, violates, wireObject } from '@orch/platform';

const ROWS_MAX = 10_000;
const COLUMNS = 'i.id, i.created, i.updated, i.flow_run_id, i.key, i.value, i.sender';
const INSERT = prepared(
  'runs.create_run_input',
  `insert into flow_run_input (workspace_id, id, flow_run_id, key, value, sender) values ($1, $2, $3, $4, $5, $6)`,
);
const FIND = prepared(
  'runs.filter_run_inputs',
  `select ${COLUMNS} from flow_run_input i where i.workspace_id = $1 and i.flow_run_id = $2
   and starts_with(i.key, $3) and i.key <> all($4::text[]) order by i.created, i.id limit $5`,
);
const READ = prepared(
  'runs.read_run_input',
  'select i.value from flow_run_input i where i.workspace_id = $1 and i.flow_run_id = $2 and i.key = $3',
);
const DELETE = prepared(
  'runs.delete_run_input',
  'delete from flow_run_input i where i.workspace_id = $1 and i.flow_run_id = $2 and i.key = $3',
);

/** A row of `flow_run_input`; `value` is text that only sender and receiver understand. */
export interface RunInputRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly flow_run_id: string;
  readonly key: string;
  readonly value: string;
  readonly sender: string | null;
}

/** Row → wire. Upstream: schemas/core.py, class FlowRunInput (3.8.8). */
export const presentRunInput: (row: RunInputRow) => string = wireObject<RunInputRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  flow_run_id: column.plain('flow_run_id'),
  key: column.text('key'),
  value: column.text('value'),
  sender: column.text('sender'),
});

/** Key-value inputs of flow runs. Upstream: models/flow_run_input.py (3.8.8). */
@Injectable()
export class RunInputRepository {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `flow_run_input.key_taken`, `flow_run.not_found` */
  async create(
    scope: WorkspaceScope,
    flowRunId: string,
    { key, value, sender }: RunInputCreateBody,
  ): Promise<void> {
    try {
      const statement = INSERT.with(scope.workspaceId, this.ids.next(), flowRunId, key, value, sender);
      await this.db.execute(scope, statement);
    } catch (error) {
      if (violates(error, 'unique')) throw new OrchError('flow_run_input.key_taken', { flowRunId, key });
      if (violates(error, 'foreign_key')) throw new OrchError('flow_run.not_found', { flowRunId });
      throw error;
    }
  }

  /** Inputs whose key begins with the prefix, oldest first. */
  find(scope: WorkspaceScope, flowRunId: string, asked: RunInputFilterBody): Promise<RunInputRow[]> {
    const limit = Math.min(asked.limit, ROWS_MAX);
    const statement = FIND.with(scope.workspaceId, flowRunId, asked.prefix, asked.exclude_keys, limit);
    return this.db.query<RunInputRow>(scope, statement);
  }

  /** @throws OrchError `flow_run_input.not_found` */
  async read(scope: WorkspaceScope, flowRunId: string, key: string): Promise<string> {
    const [row] = await this.db.query<{ value: string }>(scope, READ.with(scope.workspaceId, flowRunId, key));
    if (!row) throw new OrchError('flow_run_input.not_found', { flowRunId, key });
    return row.value;
  }

  /** @throws OrchError `flow_run_input.not_found` */
  async delete(scope: WorkspaceScope, flowRunId: string, key: string): Promise<void> {
    const touched = await this.db.execute(scope, DELETE.with(scope.workspaceId, flowRunId, key));
    if (touched === 0) throw new OrchError('flow_run_input.not_found', { flowRunId, key });
  }
}
