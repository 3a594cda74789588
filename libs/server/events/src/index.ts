export * from './outbox/outgoing-event.ts';
export * from './outbox/outbox.ts';
export * from './bus/event-bus.ts';
export * from './events.module.ts';
