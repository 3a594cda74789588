import type * as z from 'zod';

import {
  byTime,
  embeddedBody,
  falseMember,
  filterPart,
  limitMember,
  offsetMember,
  operatorFilter,
} from './filters.ts';
import { withOpaque } from './opaque.ts';
import { int4, opaqueObject, wireEnum, wireStr } from './primitives.ts';
import { list, maybe, optionalMember } from './wire-type.ts';

export const workerStatus = wireEnum(['ONLINE', 'OFFLINE']);
export type WorkerStatus = (typeof workerStatus.values)[number];
const statuses = maybe(list(workerStatus));

/** Upstream: server/schemas/filters.py, WorkerFilter (3.8.8). */
export const workerFilter = operatorFilter({
  last_heartbeat_time: maybe(byTime),
  status: maybe(filterPart({ any_: statuses, not_any_: statuses })),
});
export type WorkerFilter = z.output<typeof workerFilter>;

/** `return_id` and `metadata` belong to the hosted edition: with `return_id` the answer is the bare id of the worker. */
export const workerHeartbeatBody = withOpaque(
  embeddedBody({
    name: wireStr,
    heartbeat_interval_seconds: optionalMember(int4),
    return_id: falseMember,
    metadata: optionalMember(opaqueObject),
  }),
  ['metadata'],
);
export type WorkerHeartbeatBody = z.output<typeof workerHeartbeatBody>;

export const workersFilterBody = embeddedBody({
  workers: optionalMember(workerFilter),
  offset: offsetMember,
  limit: limitMember,
});
export type WorkersFilterBody = z.output<typeof workersFilterBody>;
