import {
  type Event,
  eventsCreateBody,
  parseEvent,
  sliceJsonMembers,
  toExceptionDetail,
} from '@orch/contract';
import { type JsonText, jsonText } from '@orch/kernel';
import { InvalidRequest, parseJsonBody } from '@orch/platform';
import type { OutgoingEvent } from '../outbox/outgoing-event.ts';
import { type TaskRunReport, readTaskRunReport } from '../task-runs/task-run-report.ts';

const NO_PAYLOAD = jsonText('{}');
/** Counted for the members of an event besides its payload, in characters. */
const ENVELOPE_CHARS = 500;

/** Members whose raw text is kept: what users put into an event, and the result metadata of a task run's state. */
const STATE_DATA = 'payload.validated_state.data';
const OPAQUE_MEMBERS: readonly string[] = ['payload', STATE_DATA];
const OPAQUE_OF_LIST: readonly string[] = OPAQUE_MEMBERS.map((path) => `*.${path}`);

/** An event as a client sent it, with what it says about a task run. */
export interface IncomingEvent extends OutgoingEvent {
  readonly report: TaskRunReport | null;
  /** Characters of its JSON, about: what a queue of events is measured by. */
  readonly size: number;
}

/** JSON that is no event. The message is meant for the sender. */
export class InvalidEvent extends Error {}

/**
 * Reads one text frame.
 * @throws InvalidRequest for what is not JSON or cannot be stored; InvalidEvent for JSON that is no event.
 */
export function readEventFrame(text: string): IncomingEvent {
  const event = parseEvent(parseJsonBody(text));
  if (typeof event === 'string') throw new InvalidEvent(event);
  const slices = sliceJsonMembers(text, OPAQUE_MEMBERS);
  return complete(event, slices.get('payload'), slices.get(STATE_DATA), text.length);
}

/**
 * Reads the body of POST `/events`.
 * @throws InvalidRequest naming the member.
 */
export function readEventsBody(rawBody: string | undefined): IncomingEvent[] {
  const text = rawBody ?? '';
  const value = parseJsonBody(text);
  const result = eventsCreateBody.safeParse(value);
  if (!result.success)
    throw new InvalidRequest(
      toExceptionDetail(result.error, value, 'body').map((d) => ({ ...d })),
      value,
    );
  const slices = sliceJsonMembers(text, OPAQUE_OF_LIST);
  return result.data.map((event, i) => {
    const payload = slices.get(`${i}.payload`);
    return complete(
      event,
      payload,
      slices.get(`${i}.${STATE_DATA}`),
      (payload?.length ?? 0) + ENVELOPE_CHARS,
    );
  });
}

function complete(
  e: Event,
  payload: JsonText | undefined,
  stateData: JsonText | undefined,
  size: number,
): IncomingEvent {
  return {
    id: e.id,
    occurredUs: e.occurred,
    event: e.event,
    resource: e.resource,
    related: e.related,
    payload: payload ?? NO_PAYLOAD,
    follows: e.follows,
    report: readTaskRunReport(e, stateData ?? null),
    size,
  };
}
