import * as z from 'zod';

import { eventFilter, type ReceivedEventResponse } from './events.ts';
import { logFilter, type LogResponse } from './logs.ts';
import { wireBool, wireEnum, wireStr } from './primitives.ts';
import { list, orNull, withDefault } from './wire-type.ts';

/** The subprotocol of every socket but `/events/in` of the hosted edition. */
export const WS_SUBPROTOCOL = 'prefect';
/** Close codes that clients tell apart. */
export const WS_CLOSE = {
  normal: 1000,
  goingAway: 1001,
  /** Any frame that does not belong here. */
  protocolError: 1002,
  /** Not authenticated or not allowed. */
  policyViolation: 1008,
  internalError: 1011,
  /** A task subscription got something else than it waits for. */
  subscriptionError: 4001,
} as const;

const frame = <const T extends string>(name: T) => wireEnum([name], 'literal_error');

/** First frame of a socket: `{"type":"auth","token":...}`. Further members are ignored. */
export const authFrame = z.object({ type: frame('auth'), token: orNull(wireStr) });
export type AuthFrame = z.output<typeof authFrame>;
export const AUTH_SUCCESS_FRAME = '{"type":"auth_success"}';

/** Second frame of `/events/out`; `backfill` false asks for new events only. */
export const eventsOutFilterFrame = z.object({
  type: frame('filter'),
  filter: eventFilter.prefault({}),
  backfill: withDefault(wireBool, true),
});
export type EventsOutFilterFrame = z.output<typeof eventsOutFilterFrame>;
export interface EventsOutFrame {
  readonly type: 'event';
  readonly event: ReceivedEventResponse;
}

/** Second frame of `/logs/out`. */
export const logsOutFilterFrame = z.object({ type: frame('filter'), filter: logFilter.prefault({}) });
export type LogsOutFilterFrame = z.output<typeof logsOutFilterFrame>;
export interface LogsOutFrame {
  readonly type: 'log';
  readonly log: LogResponse;
}

/** Second frame of `/task_runs/subscriptions/scheduled`: which tasks (by key) the client serves. */
export const taskSubscribeFrame = z.object({
  type: frame('subscribe'),
  keys: list(wireStr),
  client_id: orNull(wireStr),
});
export type TaskSubscribeFrame = z.output<typeof taskSubscribeFrame>;
/** What follows each task run that was sent. */
export const taskAckFrame = z.object({ type: wireEnum(['ack', 'quit'], 'literal_error') });
export type TaskAckFrame = z.output<typeof taskAckFrame>;
