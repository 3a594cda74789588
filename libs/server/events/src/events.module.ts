import { Inject, Injectable, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database, Notifications } from '@orch/platform';
import { EventBus } from './bus/event-bus.ts';
import { EventSource } from './bus/event-source.repository.ts';
import { LogBus } from './bus/log-bus.ts';
import { LogSource } from './bus/log-source.repository.ts';
import { Relay } from './bus/relay.ts';
import { EventIngest } from './ingest/event-ingest.ts';
import { EventsController } from './rest/events.controller.ts';
import { DropOldPartitions } from './retention/drop-old-partitions.ts';
import { SocketGateway } from './sockets/socket.gateway.ts';
import { EventCountReader } from './store/event-count.reader.ts';
import { EventReader } from './store/event.reader.ts';
import { ListEvents } from './store/list-events.ts';
import { TaskDeliveryRepository } from './task-queue/task-delivery.repository.ts';
import { TaskQueue } from './task-queue/task-queue.ts';
import { TaskWorkersController } from './task-queue/task-workers.controller.ts';

/** Carries the commits of both buses between processes. */
@Injectable()
export class Relays implements OnModuleInit, OnApplicationShutdown {
  private readonly all: ReadonlyArray<{ start(): void; stop(): void }>;

  constructor(
    @Inject(EventBus) events: EventBus,
    @Inject(LogBus) logs: LogBus,
    @Inject(Notifications) notifications: Notifications,
    @Inject(Database) db: Database,
  ) {
    this.all = [
      new Relay(events, notifications, new EventSource(db)),
      new Relay(logs, notifications, new LogSource(db)),
    ];
  }

  onModuleInit(): void {
    for (const relay of this.all) relay.start();
  }

  onApplicationShutdown(): void {
    for (const relay of this.all) relay.stop();
  }
}

@Module({
  controllers: [EventsController, TaskWorkersController],
  providers: [
    EventBus,
    LogBus,
    Relays,
    EventIngest,
    EventReader,
    EventCountReader,
    ListEvents,
    TaskDeliveryRepository,
    TaskQueue,
    SocketGateway,
    DropOldPartitions,
  ],
  exports: [EventBus, LogBus, EventIngest, EventReader, TaskQueue, SocketGateway, DropOldPartitions],
})
export class EventsModule {}
