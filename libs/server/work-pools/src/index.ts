export * from './work-pools.module.ts';
export { CleanupQueue, type NewCleanup } from './channel/cleanup-queue.ts';
export { type Sweep, SWEEP_MAX, Sweeps } from './foreman/sweeps.ts';
export { UNPOLLED, WatchWorkers } from './foreman/watch-workers.ts';
export { CrashLostRuns } from './liveness/crash-lost-runs.ts';
export * from './job-variables/job-variables.ts';
export * from './job-variables/json-values.ts';
export { DueRuns } from './polling/due-runs.ts';
export { presentScheduledRun, type ScheduledRunWithPool } from './polling/scheduled-run.presenter.ts';
export { GetScheduledFlowRuns } from './polling/get-scheduled-flow-runs.ts';
export { type Poller } from './polling/poller.ts';
export { PolledQueues, type PollListener } from './polling/polled-queues.ts';
export { AnnouncedTransactions, type Tell } from './pools/announced-transactions.ts';
export { CreateWorkPool } from './pools/create-work-pool.ts';
export { UpdateWorkPool } from './pools/update-work-pool.ts';
export {
  type ChangedFields,
  type EventStamp,
  NO_PAYLOAD,
  relatedPool,
  relatedQueue,
  updatesPayload,
} from './pools/work-pool-events.ts';
export { type PoolPulseRow, PoolPulseReader } from './pools/pool-pulse.reader.ts';
export { WorkPoolReader, lockPoolByName } from './pools/work-pool.reader.ts';
export { type WorkPoolRow, presentWorkPool } from './pools/work-pool.presenter.ts';
export { CreateWorkQueue } from './queues/create-work-queue.ts';
export { UpdateWorkQueue } from './queues/update-work-queue.ts';
export { AGENT_POOL, WorkQueueReader } from './queues/work-queue.reader.ts';
export { type WorkQueueRow, presentWorkQueue } from './queues/work-queue.presenter.ts';
export { IS_ONLINE } from './workers/worker.presenter.ts';
export { RecordHeartbeat } from './workers/record-heartbeat.ts';
