import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { JobVariables } from './job-variables/job-variables.ts';
import { DueRuns } from './polling/due-runs.ts';
import { GetScheduledFlowRuns } from './polling/get-scheduled-flow-runs.ts';
import { HandOutMemory } from './polling/hand-out-memory.ts';
import { PolledQueues } from './polling/polled-queues.ts';
import { PollingController } from './polling/polling.controller.ts';
import { PoolWakeups } from './polling/pool-wakeups.ts';
import { AnnouncedTransactions } from './pools/announced-transactions.ts';
import { CreateWorkPool } from './pools/create-work-pool.ts';
import { DeleteWorkPool } from './pools/delete-work-pool.ts';
import { PoolConcurrencyReader } from './pools/pool-concurrency.reader.ts';
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
  CreateWorkPool,
  CreateWorkQueue,
  DueRuns,
  GetScheduledFlowRuns,
  JobVariables,
  PolledQueues,
  PoolWakeups,
  RecordHeartbeat,
  UpdateWorkPool,
  UpdateWorkQueue,
  WorkPoolReader,
  WorkQueueReader,
];

/** Pools, queues, workers and polling. */
@Module({
  imports: [EventsModule],
  controllers: [
    PoolQueuesController,
    WorkersController,
    PollingController,
    WorkPoolsController,
    WorkQueuesController,
  ],
  providers: [
    ...SHARED,
    DeleteWorkPool,
    DeleteWorkQueue,
    HandOutMemory,
    PoolConcurrencyReader,
    PoolCreation,
    SlotHoldersReader,
    Workers,
    WorkQueueStatusReader,
  ],
  exports: SHARED,
})
export class WorkPoolsModule {}
