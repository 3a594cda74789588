import { Module } from '@nestjs/common';
import { EventBus } from './bus/event-bus.ts';

@Module({ providers: [EventBus], exports: [EventBus] })
export class EventsModule {}
