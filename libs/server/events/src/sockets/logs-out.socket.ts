import { logFilter } from '@orch/contract';
import { microsToWire } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import type { CommittedLog, LogBus } from '../bus/log-bus.ts';
import { logPredicate } from '../logs/log-predicate.ts';
import { CLOSE, type SocketConnection } from './socket-connection.ts';

const id = (value: string | null): string => (value === null ? 'null' : `"${value}"`);

/** The wire form of a line. Lines are never changed, so both times are that of the line. */
function presentLog(log: CommittedLog): string {
  const time = microsToWire(log.timestampUs);
  return (
    `{"id":"${log.id}","created":"${time}","updated":"${time}","name":${JSON.stringify(log.name)},"level":${log.level},` +
    `"message":${JSON.stringify(log.message)},"timestamp":"${time}","flow_run_id":${id(log.flowRunId)},"task_run_id":${id(log.taskRunId)}}`
  );
}

/** `/logs/out`: new log lines that fit the filter. Upstream: server/api/logs.py, stream_logs_out (3.8.8). */
export async function startLogsOut(
  connection: SocketConnection,
  scope: WorkspaceScope,
  bus: LogBus,
): Promise<void> {
  const message = await connection.receiveObject();
  if (message['type'] !== 'filter') throw connection.close(CLOSE.protocolError, "Expected 'filter' message");
  const parsed = logFilter.safeParse(message['filter']);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw connection.close(
      CLOSE.protocolError,
      `Invalid filter: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    );
  }
  connection.consume(() => undefined); // whatever else is sent is of no interest
  const fits = logPredicate(parsed.data);
  const stop = bus.watch(scope, (_, logs) => {
    for (const log of logs) if (fits(log)) connection.send(`{"type":"log","log":${presentLog(log)}}`);
  });
  connection.signal.addEventListener('abort', stop);
  if (connection.signal.aborted) stop();
}
