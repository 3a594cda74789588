import type { LogCreate } from '@orch/contract';
import { microsToPg } from '@orch/kernel';
import { type Statement, type WorkspaceScope, prepared } from '@orch/platform';

// A whole batch in one statement; arrays cost less to read than JSON on either side.
const INSERT = prepared(
  'runs.insert_logs',
  `insert into log (workspace_id, id, name, level, message, timestamp, flow_run_id, task_run_id, worker_id)
   select $1::uuid, l.* from unnest($2::uuid[], $3::text[], $4::smallint[], $5::text[], $6::timestamptz[], $7::uuid[], $8::uuid[], $9::uuid[]) as l`,
);

/** `ids` are the lines' ids, in their order. */
export function insertLogs(
  scope: WorkspaceScope,
  ids: readonly string[],
  lines: readonly LogCreate[],
): Statement {
  return INSERT.with(
    scope.workspaceId,
    ids,
    lines.map((l) => l.name),
    lines.map((l) => l.level),
    lines.map((l) => l.message),
    lines.map((l) => microsToPg(l.timestamp)),
    lines.map((l) => l.flow_run_id),
    lines.map((l) => l.task_run_id),
    lines.map((l) => l.worker_id),
  );
}
