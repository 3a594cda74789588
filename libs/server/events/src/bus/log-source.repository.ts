import { microsFromPg } from '@orch/kernel';
import { type Database, type Sql, type WorkspaceScope, sql } from '@orch/platform';
import type { CommittedLog } from './log-bus.ts';
import type { RelaySource } from './relay.ts';

interface LogRow {
  readonly id: string;
  readonly name: string;
  readonly level: number;
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
  readonly message: string;
  readonly timestamp: string;
}

/** Log lines in notifications: their id. The `log` table is the runs context's; it is only read here. */
export class LogSource implements RelaySource<CommittedLog> {
  readonly channel = 'orch_logs';

  constructor(private readonly db: Database) {}

  idOf(log: CommittedLog): string {
    return log.id;
  }

  keyOf(log: CommittedLog): string {
    return log.id;
  }

  /** Ids ascend with time, so the smallest and the largest enclose the lines of one moment. */
  rangeOf(logs: readonly CommittedLog[]): string {
    const ids = logs.map((l) => l.id);
    return `${ids.reduce((a, b) => (a < b ? a : b))},${ids.reduce((a, b) => (a > b ? a : b))}`;
  }

  load(scope: WorkspaceScope, ids: readonly string[]): Promise<CommittedLog[]> {
    return this.read(scope, sql`id = any(${ids}::uuid[])`);
  }

  loadRange(scope: WorkspaceScope, range: string): Promise<CommittedLog[]> {
    const [first, last] = range.split(',');
    return this.read(scope, sql`id between ${first}::uuid and ${last}::uuid`);
  }

  loadSince(scope: WorkspaceScope, seconds: number): Promise<CommittedLog[]> {
    return this.read(scope, sql`id >= uuid_floor(now() - ${seconds} * interval '1 second')`);
  }

  private async read(scope: WorkspaceScope, condition: Sql): Promise<CommittedLog[]> {
    const rows = await this.db.query<LogRow>(
      scope,
      sql`select id, name, level, flow_run_id, task_run_id, message, timestamp from log
          where workspace_id = ${scope.workspaceId} and ${condition} order by id`,
    );
    return rows.map((r) => ({
      id: r.id,
      name: r.name,
      level: r.level,
      flowRunId: r.flow_run_id,
      taskRunId: r.task_run_id,
      message: r.message,
      timestampUs: microsFromPg(r.timestamp),
    }));
  }
}
