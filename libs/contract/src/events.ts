import * as z from 'zod';

import { type Micros } from '@orch/kernel';

import { embeddedBody, filterPart, ids, texts } from './filters.ts';
import { withOpaque } from './opaque.ts';
import {
  isStorable,
  readAt,
  readDateTime,
  readStr,
  readUuid,
  wireBool,
  wireDateTime,
  wireEnum,
  wireFloat,
  wireInt,
  wireRecord,
  wireStr,
  wireStrMax,
} from './primitives.ts';
import {
  embedded,
  fail,
  failMissing,
  failValue,
  isJsonObject,
  list,
  maybe,
  optional,
  optionalMember,
  type Read,
  type Sink,
  type Wire,
  wireType,
  withDefault,
} from './wire-type.ts';

/** Upstream: settings, server.events (3.8.8). */
export const EVENT_NAME_CHARS_MAX = 1024;
export const EVENT_LABELS_MAX = 500;
export const EVENT_RELATED_MAX = 100;
/** Bytes of the JSON text of one event; the receiver checks it on the raw frame. */
export const EVENT_BYTES_MAX = 1_500_000;

export const RESOURCE_ID = 'prefect.resource.id';
export const RESOURCE_ROLE = 'prefect.resource.role';

export type Resource = Record<string, string>;

/** An event as its sender made it. */
export interface Event {
  readonly id: string;
  readonly occurred: Micros;
  readonly event: string;
  readonly resource: Resource;
  readonly related: readonly Resource[];
  /** The user's JSON; its raw text is kept beside. */
  readonly payload: Record<string, unknown>;
  readonly follows: string | null;
}

function readResource(value: unknown, sink: Sink): Resource {
  if (value === undefined) return failMissing(sink);
  if (!isJsonObject(value)) return fail(sink, 'dict_type', 'Input should be a valid dictionary');
  let labels = 0;
  for (const key in value) {
    labels += 1;
    const label = value[key];
    if (typeof label !== 'string') return fail(sink, 'string_type', 'Input should be a valid string', [key]);
    if (!isStorable(label) || !isStorable(key))
      return fail(sink, 'string_unicode', 'Input should be a valid string', [key]);
  }
  if (labels > EVENT_LABELS_MAX)
    return failValue(sink, `The maximum number of labels per resource is ${EVENT_LABELS_MAX}`);
  if (!Object.hasOwn(value, RESOURCE_ID))
    return failValue(sink, `Resources must include the ${RESOURCE_ID} label`);
  if (value[RESOURCE_ID] === '') return failValue(sink, `The ${RESOURCE_ID} label must be non-empty`);
  return value as Resource; // every value was seen to be a string
}

function readRelated(value: unknown, sink: Sink): Resource {
  const issues = sink.issues.length;
  const resource = readResource(value, sink);
  if (sink.issues.length > issues) return resource;
  if (!Object.hasOwn(resource, RESOURCE_ROLE))
    return failValue(sink, `Related Resources must include the ${RESOURCE_ROLE} label`);
  return resource[RESOURCE_ROLE] === ''
    ? failValue(sink, `The ${RESOURCE_ROLE} label must be non-empty`)
    : resource;
}

function readRelatedList(value: unknown, sink: Sink): readonly Resource[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return fail(sink, 'list_type', 'Input should be a valid list');
  if (value.length > EVENT_RELATED_MAX)
    return failValue(sink, `The maximum number of related resources is ${EVENT_RELATED_MAX}`);
  for (let i = 0; i < value.length; i += 1) readAt(readRelated, value[i], sink, i);
  return value as readonly Resource[]; // each item was read in place
}

function readEventName(value: unknown, sink: Sink): string {
  const name = readStr(value, sink);
  if (
    typeof name !== 'string' ||
    name.length <= EVENT_NAME_CHARS_MAX ||
    [...name].length <= EVENT_NAME_CHARS_MAX
  )
    return name;
  return failValue(sink, `Event name must be at most ${EVENT_NAME_CHARS_MAX} characters`);
}

const readPayload: Read<Record<string, unknown>> = (value, sink) => {
  if (value === undefined) return {};
  return isJsonObject(value) ? value : fail(sink, 'dict_type', 'Input should be a valid dictionary');
};

const readEvent: Read<Event> = (value, sink) => {
  if (!isJsonObject(value))
    return fail(
      sink,
      'model_attributes_type',
      'Input should be a valid dictionary or object to extract fields from',
    );
  const follows = value['follows'];
  return {
    id: readAt(readUuid, value['id'], sink, 'id'),
    occurred: readAt(readDateTime, value['occurred'], sink, 'occurred'),
    event: readAt(readEventName, value['event'], sink, 'event'),
    resource: readAt(readResource, value['resource'], sink, 'resource'),
    related: readAt(readRelatedList, value['related'], sink, 'related'),
    payload: readAt(readPayload, value['payload'], sink, 'payload'),
    follows: follows === undefined || follows === null ? null : readAt(readUuid, follows, sink, 'follows'),
  };
};

/** Upstream: server/events/schemas/events.py, Event (3.8.8). Unknown keys are dropped. */
export const event: Wire<Event> = wireType(readEvent);
/** Body of POST `/events`. */
export const eventsCreateBody = withOpaque(list(event), ['*.payload']);
/** Opaque paths of one event frame. */
export const EVENT_OPAQUE_PATHS: readonly string[] = ['payload'];

/**
 * Validates one parsed event without zod's machinery, for the websocket that takes thousands per second.
 * Returns the event, or a text saying what is wrong (without the value).
 */
export function parseEvent(value: unknown): Event | string {
  const sink: Sink = { value, issues: [] };
  const parsed = readEvent(value, sink);
  const first = sink.issues[0];
  return first ? `${first.path?.join('.') ?? ''}: ${String(first.message)}` : parsed;
}

const labelValue: Read<string | string[]> = (value, sink) => {
  if (!Array.isArray(value)) return readStr(value, sink);
  return value.map((item, i) => readAt(readStr, item, sink, i));
};
/** Labels to match, with globs and `!`. Upstream: server/events/schemas/events.py, ResourceSpecification (3.8.8). */
export const resourceSpecification = wireRecord(labelValue);
export type ResourceSpecification = Record<string, string | string[]>;

/** One object or a list of them; a list comes out. */
const oneOrMany = <T>(schema: z.ZodType<T>): z.ZodType<T[], unknown> =>
  z.preprocess((value) => (isJsonObject(value) ? [value] : value), list(schema));

const rolePair: Wire<[id: string, role: string]> = wireType((value, sink) => {
  if (Array.isArray(value) && value.length === 2)
    return [readAt(readStr, value[0], sink, 0), readAt(readStr, value[1], sink, 1)];
  return fail(sink, 'tuple_type', 'Input should be a valid tuple');
});

const eventRelatedFilter = filterPart({
  id: texts,
  role: texts,
  resources_in_roles: maybe(list(rolePair)),
  labels: maybe(resourceSpecification),
});
const eventAnyResourceFilter = filterPart({
  id: texts,
  id_prefix: texts,
  labels: maybe(resourceSpecification),
});

/**
 * `occurred.since` and `.until` are undefined when not given: the server means 180 days ago (start of day) and now.
 * `related` and `any_resource` come out as lists.
 * Upstream: server/events/filters.py, EventFilter (3.8.8).
 */
export const eventFilter = filterPart({
  occurred: filterPart({ since: optional(wireDateTime), until: optional(wireDateTime) }).prefault({}),
  event: maybe(filterPart({ prefix: texts, exclude_prefix: texts, name: texts, exclude_name: texts })),
  resource: maybe(
    filterPart({
      id: texts,
      id_prefix: texts,
      labels: maybe(resourceSpecification),
      distinct: withDefault(wireBool, false),
    }),
  ),
  related: maybe(oneOrMany(eventRelatedFilter)),
  any_resource: maybe(oneOrMany(eventAnyResourceFilter)),
  id: filterPart({ id: ids }).prefault({}),
  text: maybe(filterPart({ query: wireStrMax(200) })),
  order: withDefault(wireEnum(['ASC', 'DESC']), 'DESC'),
});
export type EventFilter = z.output<typeof eventFilter>;

export const eventsFilterBody = embeddedBody({
  filter: optionalMember(eventFilter),
  limit: embedded(wireInt({ min: 0, max: 50 }), 50),
});
/** Ours: without a total nothing but the page is read; `total` then says how many events were listed so far. */
export const eventsFilterQuery = z.object({ with_total: withDefault(wireBool, true) });
export type EventsFilterBody = z.output<typeof eventsFilterBody>;

export const COUNTABLES = ['day', 'time', 'event', 'resource'] as const;
export const countable = wireEnum(COUNTABLES);
export type Countable = (typeof COUNTABLES)[number];
export const timeUnit = wireEnum(['week', 'day', 'hour', 'minute', 'second']);
export type TimeUnit = (typeof timeUnit.values)[number];
export const eventsCountBody = embeddedBody({
  filter: eventFilter,
  time_unit: embedded(timeUnit, 'day'),
  time_interval: embedded(wireFloat({ min: 0.01 }), 1),
});
export type EventsCountBody = z.output<typeof eventsCountBody>;

export const eventsNextQuery = z.object({ 'page-token': wireStr });

/** An event as answered and streamed. */
export interface ReceivedEventResponse {
  readonly id: string;
  readonly occurred: string;
  readonly event: string;
  readonly resource: Resource;
  readonly related: readonly Resource[];
  readonly payload: unknown;
  readonly follows: string | null;
  readonly received: string;
}
export interface EventPageResponse {
  readonly events: readonly ReceivedEventResponse[];
  readonly total: number;
  readonly next_page: string | null;
}
