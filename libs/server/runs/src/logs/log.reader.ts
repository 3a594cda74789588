import { Injectable } from '@nestjs/common';
import type { LogFilter, LogSort } from '@orch/contract';
import { Database, type Sql, type WorkspaceScope, prepared, raw, sql } from '@orch/platform';
import { when } from '../filters/conditions.ts';
import { logCondition } from '../filters/log-filter.ts';
import { LOG_ORDER } from '../filters/sorts.ts';
import { LOG_COLUMNS, type LogRow } from './log.presenter.ts';

const COLUMNS = raw(LOG_COLUMNS);
const RUN_PAGE_LINES = 1_000;
// Read on from the last line by value: an offset would walk over all earlier lines again.
const OF_FLOW_RUN = prepared(
  'runs.logs_of_flow_run',
  `select ${LOG_COLUMNS} from log l
   where l.workspace_id = $1 and l.flow_run_id = $2 and l.timestamp >= $3::timestamptz
     and (l.timestamp, l.id) > ($3::timestamptz, $4::uuid)
   order by l.timestamp, l.id limit ${RUN_PAGE_LINES}`,
);
const BEFORE_ALL = { timestamp: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

export interface LogPage {
  readonly sort: LogSort;
  readonly offset: number;
  readonly limit: number;
}

/** Reads log lines of one workspace. */
@Injectable()
export class LogReader {
  constructor(private readonly db: Database) {}

  list(scope: WorkspaceScope, filter: LogFilter | null, { sort, offset, limit }: LogPage): Promise<LogRow[]> {
    const conditions: Sql[] = when(filter, (given) => sql` and ${logCondition(given)}`);
    return this.db.query<LogRow>(
      scope,
      sql`select ${COLUMNS} from log l where l.workspace_id = ${scope.workspaceId}::uuid${conditions[0] ?? raw('')}
        order by ${LOG_ORDER[sort]} limit ${limit} offset ${offset}`,
    );
  }

  /** All lines of a flow run, oldest first, in pages that are read when they are asked for. */
  async *ofFlowRun(scope: WorkspaceScope, flowRunId: string): AsyncGenerator<LogRow[]> {
    let last: Pick<LogRow, 'timestamp' | 'id'> | undefined = BEFORE_ALL;
    while (last) {
      const statement = OF_FLOW_RUN.with(scope.workspaceId, flowRunId, last.timestamp, last.id);
      const rows: LogRow[] = await this.db.query<LogRow>(scope, statement);
      if (rows.length > 0) yield rows;
      last = rows.length === RUN_PAGE_LINES ? rows.at(-1) : undefined;
    }
  }
}
