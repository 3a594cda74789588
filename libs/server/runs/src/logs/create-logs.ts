import { Injectable } from '@nestjs/common';
import { type CommittedLog, LogBus } from '@orch/events';
import type { LogCreate } from '@orch/contract';
import { Ids } from '@orch/kernel';
import { Database, Metrics, type WorkspaceScope } from '@orch/platform';
import { insertLogs } from './log.repository.ts';

/** Stores log lines: one statement and one commit a batch, acknowledged after the commit. */
@Injectable()
export class CreateLogs {
  constructor(
    private readonly database: Database,
    private readonly bus: LogBus,
    private readonly metrics: Metrics,
    private readonly ids: Ids,
  ) {}

  /** Lines of runs that are not (or no longer) there are kept as well: they are read by run id in this workspace only. */
  async execute(scope: WorkspaceScope, lines: readonly LogCreate[]): Promise<void> {
    if (lines.length === 0) return;
    const ids = lines.map(() => this.ids.next());
    await this.database.execute(scope, insertLogs(scope, ids, lines));
    this.metrics.logsIngested.inc(lines.length);
    this.bus.committed(
      scope,
      lines.map((line, i) => toCommitted(line, ids[i]!)),
    );
  }
}

const toCommitted = (line: LogCreate, id: string): CommittedLog => ({
  id,
  name: line.name,
  level: line.level,
  message: line.message,
  timestampUs: line.timestamp,
  flowRunId: line.flow_run_id,
  taskRunId: line.task_run_id,
});
