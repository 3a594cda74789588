import { microsToWire } from '@orch/kernel';
import { column, wireObject } from '@orch/platform';

/** A row of `log`. */
export interface LogRow {
  readonly id: string;
  readonly name: string;
  readonly level: number;
  readonly message: string;
  readonly timestamp: string;
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
}

/** Columns for `presentLog`; `l` is the log line. */
export const LOG_COLUMNS = 'l.id, l.name, l.level, l.message, l.timestamp, l.flow_run_id, l.task_run_id';

/** When the row was made, to the millisecond: the first 48 bits of its UUIDv7. */
function recordedAt({ id }: LogRow): string {
  const ms = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return `"${microsToWire(ms * 1000)}"`;
}

/** Row → wire. Upstream: schemas/core.py, class Log (3.8.8). */
export const presentLog: (row: LogRow) => string = wireObject<LogRow>({
  id: column.plain('id'),
  created: recordedAt,
  updated: recordedAt,
  name: column.text('name'),
  level: column.value('level'),
  message: column.text('message'),
  timestamp: column.time('timestamp'),
  flow_run_id: column.plain('flow_run_id'),
  task_run_id: column.plain('task_run_id'),
});
