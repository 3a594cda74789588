import { Injectable } from '@nestjs/common';
import type { OutgoingEvent } from '../outbox/outgoing-event.ts';
import { CommitBus } from './commit-bus.ts';

/** Hears of events after the commit that holds them, and passes them on. */
@Injectable()
export class EventBus extends CommitBus<OutgoingEvent> {}
