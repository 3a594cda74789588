import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { RunsModule } from '@orch/runs';
import { CleanupDispatcher } from './channel/cleanup-dispatcher.ts';
import { CleanupQueue } from './channel/cleanup-queue.ts';
import { HeartbeatBatch } from './channel/heartbeat-batch.ts';
import { OpenWorkerChannel } from './channel/open-worker-channel.ts';
import { LongAnswers } from './polling/long-answers.ts';
import { OrderCleanups } from './channel/order-cleanups.ts';
import { PoolChanges } from './channel/pool-changes.ts';
import { WorkerChannel } from './channel/worker-channel.ts';
import { Sweeps } from './foreman/sweeps.ts';
import { WatchWorkers } from './foreman/watch-workers.ts';
import { JobVariables } from './job-variables/job-variables.ts';
import { CrashLostRuns } from './liveness/crash-lost-runs.ts';
import { LivenessNotes } from './liveness/liveness-notes.ts';
import { DueRuns } from './polling/due-runs.ts';
import { GetScheduledFlowRuns } from './polling/get-scheduled-flow-runs.ts';
import { HandOutMemory } from './polling/hand-out-memory.ts';
import { HeldPolls } from './polling/held-polls.ts';
import { PollRhythm } from './polling/poll-rhythm.ts';
import { PolledQueues } from './polling/polled-queues.ts';
import { PollingController } from './polling/polling.controller.ts';
import { EmptyLooks } from './polling/empty-looks.ts';
import { AnnouncedTransactions } from './pools/announced-transactions.ts';
import { CreateWorkPool } from './pools/create-work-pool.ts';
import { DeleteWorkPool } from './pools/delete-work-pool.ts';
import { PoolConcurrencyReader } from './pools/pool-concurrency.reader.ts';
import { PoolPulseReader } from './pools/pool-pulse.reader.ts';
import { PoolCreation } from './pools/pool-creation.ts';
import { UpdateWorkPool } from './pools/update-work-pool.ts';
import { WorkPoolReader } from './pools/work-pool.reader.ts';
import { WorkPoolsController } from './pools/work-pools.controller.ts';
import { CreateWorkQueue } from './queues/create-work-queue.ts';
import { DeleteWorkQueue } from './queues/delete-work-queue.ts';
import { PoolQueuesController } from './queues/pool-queues.controller.ts';
import { SlotHoldersReader } from './queues/slot-holders.reader.ts';
import { UpdateWorkQueue } from './queues/update-work-queue.ts';
import { WorkQueueStatusReader } from './queues/work-queue-status.ts';
import { WorkQueueReader } from './queues/work-queue.reader.ts';
import { WorkQueuesController } from './queues/work-queues.controller.ts';
import { RecordHeartbeat } from './workers/record-heartbeat.ts';
import { Workers } from './workers/workers.ts';
import { WorkersController } from './workers/workers.controller.ts';

const SHARED = [
  AnnouncedTransactions,
  CrashLostRuns,
  CreateWorkPool,
  CreateWorkQueue,
  DueRuns,
  GetScheduledFlowRuns,
  JobVariables,
  PolledQueues,
  PoolPulseReader,
  RecordHeartbeat,
  Sweeps,
  UpdateWorkPool,
  UpdateWorkQueue,
  WatchWorkers,
  WorkPoolReader,
  WorkQueueReader,
];

/** Pools, queues, workers and polling. */
@Module({
  imports: [EventsModule, RunsModule],
  controllers: [
    PoolQueuesController,
    WorkersController,
    PollingController,
    WorkPoolsController,
    WorkQueuesController,
  ],
  providers: [
    ...SHARED,
    CleanupDispatcher,
    CleanupQueue,
    DeleteWorkPool,
    DeleteWorkQueue,
    HandOutMemory,
    HeartbeatBatch,
    HeldPolls,
    LivenessNotes,
    LongAnswers,
    OpenWorkerChannel,
    OrderCleanups,
    PoolChanges,
    PoolConcurrencyReader,
    PollRhythm,
    PoolCreation,
    SlotHoldersReader,
    EmptyLooks,
    WorkerChannel,
    Workers,
    WorkQueueStatusReader,
  ],
  exports: SHARED,
})
export class WorkPoolsModule {}
