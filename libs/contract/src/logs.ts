import type * as z from 'zod';

import { type Micros } from '@orch/kernel';

import {
  byIds,
  byIdsOrNullPlain,
  byQuery,
  byTime,
  embeddedBody,
  filterPart,
  limitMember,
  offsetMember,
  operatorFilter,
  wholeNumber,
} from './filters.ts';
import { INT4_MAX, readAt, readDateTime, readStr, readUuid } from './primitives.ts';
import { logSort } from './sorting.ts';
import {
  embedded,
  fail,
  isJsonObject,
  list,
  maybe,
  optionalMember,
  type Read,
  type Sink,
  type Wire,
  wireType,
} from './wire-type.ts';

/** One line of a log as sent. */
export interface LogCreate {
  readonly name: string;
  /** Python's levels: 10 debug ... 50 critical. */
  readonly level: number;
  readonly message: string;
  readonly timestamp: Micros;
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
  /** Sent by workers for lines that belong to no run. */
  readonly worker_id: string | null;
}

const readLevel: Read<number> = (value, sink) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) return readLaxLevel(value, sink);
  if (value > INT4_MAX || value < -INT4_MAX - 1)
    return fail(sink, 'less_than_equal', `Input should be less than or equal to ${INT4_MAX}`);
  return value;
};

const readLaxLevel = (value: unknown, sink: Sink): number => {
  const number = typeof value === 'string' && /^[+-]?\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
  if (number !== undefined) return number;
  return value === undefined
    ? fail(sink, 'missing', 'Field required')
    : fail(sink, 'int_parsing', 'Input should be a valid integer');
};

const KEYS: ReadonlySet<string> = new Set([
  'name',
  'level',
  'message',
  'timestamp',
  'flow_run_id',
  'task_run_id',
  'worker_id',
]);

const uuidOrNull = (value: unknown, sink: Sink, key: string): string | null =>
  value === undefined || value === null ? null : readAt(readUuid, value, sink, key);

/** Reads one line without zod's object machinery: a log body holds hundreds. */
const readLog: Read<LogCreate> = (value, sink) => {
  if (!isJsonObject(value))
    return fail(
      sink,
      'model_attributes_type',
      'Input should be a valid dictionary or object to extract fields from',
    );
  for (const key in value)
    if (!KEYS.has(key)) fail(sink, 'extra_forbidden', 'Extra inputs are not permitted', [key]);
  return {
    name: readAt(readStr, value['name'], sink, 'name'),
    level: readAt(readLevel, value['level'], sink, 'level'),
    message: readAt(readStr, value['message'], sink, 'message'),
    timestamp: readAt(readDateTime, value['timestamp'], sink, 'timestamp'),
    flow_run_id: uuidOrNull(value['flow_run_id'], sink, 'flow_run_id'),
    task_run_id: uuidOrNull(value['task_run_id'], sink, 'task_run_id'),
    worker_id: uuidOrNull(value['worker_id'], sink, 'worker_id'),
  };
};

/** Upstream: server/schemas/actions.py, LogCreate (3.8.8), with the hosted edition's `worker_id`. */
export const logCreate: Wire<LogCreate> = wireType(readLog);
/** Body of POST `/logs/`. */
export const logsCreateBody = list(logCreate);

/** Upstream: server/schemas/filters.py, LogFilter (3.8.8). */
export const logFilter = operatorFilter({
  level: maybe(filterPart({ ge_: wholeNumber, le_: wholeNumber })),
  timestamp: maybe(byTime),
  flow_run_id: maybe(byIds),
  task_run_id: maybe(byIdsOrNullPlain),
  text: maybe(byQuery),
});
export type LogFilter = z.output<typeof logFilter>;

export const logsFilterBody = embeddedBody({
  offset: offsetMember,
  logs: optionalMember(logFilter),
  sort: embedded(logSort, 'TIMESTAMP_ASC'),
  limit: limitMember,
});
export type LogsFilterBody = z.output<typeof logsFilterBody>;

export interface LogResponse {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly level: number;
  readonly message: string;
  readonly timestamp: string;
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
}
