import * as z from 'zod';

import { embeddedBody, limitMember, offsetMember, pageMember } from './filters.ts';
import {
  nonNegativeInt,
  positiveInt,
  wireBool,
  wireDateTime,
  wireName,
  wireStr,
  wireUuid,
} from './primitives.ts';
import { workQueuesMember } from './run-filters.ts';
import { list, maybe, nullable, optional, optionalMember, orNull, withDefault } from './wire-type.ts';

/** Old clients' way to choose runs; accepted and kept. Upstream: server/schemas/core.py, QueueFilter (3.8.8). */
export const queueFilter = z.object({ tags: orNull(list(wireStr)), deployment_ids: orNull(list(wireUuid)) });
export type QueueFilter = z.output<typeof queueFilter>;

/** Priority 1 is the highest. Upstream: server/schemas/actions.py, WorkQueueCreate (3.8.8). */
export const workQueueCreate = z.strictObject({
  name: wireName,
  description: withDefault(nullable(wireStr), ''),
  is_paused: withDefault(wireBool, false),
  concurrency_limit: orNull(nonNegativeInt),
  priority: orNull(positiveInt),
  filter: orNull(queueFilter),
});
export type WorkQueueCreate = z.output<typeof workQueueCreate>;

/** Absent members stay as they are. Upstream: server/schemas/actions.py, WorkQueueUpdate (3.8.8). */
export const workQueueUpdate = z.strictObject({
  name: maybe(wireName),
  description: maybe(wireStr),
  is_paused: optional(wireBool),
  concurrency_limit: maybe(nonNegativeInt),
  priority: maybe(positiveInt),
  last_polled: maybe(wireDateTime),
  filter: maybe(queueFilter),
});
export type WorkQueueUpdate = z.output<typeof workQueueUpdate>;

export const workQueuesFilterBody = embeddedBody({
  offset: offsetMember,
  work_queues: workQueuesMember,
  limit: limitMember,
});
export type WorkQueuesFilterBody = z.output<typeof workQueuesFilterBody>;
export const workQueueRunsBody = embeddedBody({
  scheduled_before: optionalMember(wireDateTime),
  limit: limitMember,
});
export const workQueueConcurrencyStatusBody = embeddedBody({ page: pageMember, limit: limitMember });
