import * as z from 'zod';

import { embeddedBody, limitMember, offsetMember } from './filters.ts';
import {
  int4,
  nonNegativeInt,
  positiveInt,
  wireBool,
  wireEnum,
  wireFloat,
  wireName,
  wireStr,
  wireUuid,
} from './primitives.ts';
import { embedded, list, maybe, optionalMember, withDefault } from './wire-type.ts';

/** Upstream: server/schemas/actions.py, ConcurrencyLimitCreate (3.8.8). */
export const concurrencyLimitCreate = z.strictObject({ tag: wireStr, concurrency_limit: int4 });
export type ConcurrencyLimitCreate = z.output<typeof concurrencyLimitCreate>;

export const concurrencyLimitsFilterBody = embeddedBody({ offset: offsetMember, limit: limitMember });
export const concurrencyLimitResetBody = embeddedBody({ slot_override: optionalMember(list(wireUuid)) });
/** Old clients: names are tags, the task run holds the slot. */
export const concurrencyLimitSlotsV1Body = embeddedBody({ names: list(wireStr), task_run_id: wireUuid });
export type ConcurrencyLimitSlotsV1Body = z.output<typeof concurrencyLimitSlotsV1Body>;

const decay = wireFloat({ min: 0 });

/** Upstream: server/schemas/actions.py, ConcurrencyLimitV2Create (3.8.8). */
export const concurrencyLimitV2Create = z.strictObject({
  active: withDefault(wireBool, true),
  name: wireName,
  limit: nonNegativeInt,
  active_slots: withDefault(nonNegativeInt, 0),
  denied_slots: withDefault(nonNegativeInt, 0),
  slot_decay_per_second: withDefault(decay, 0),
});
export type ConcurrencyLimitV2Create = z.output<typeof concurrencyLimitV2Create>;

/** Absent members stay as they are. */
export const concurrencyLimitV2Update = z.strictObject({
  active: maybe(wireBool),
  name: maybe(wireName),
  limit: maybe(nonNegativeInt),
  active_slots: maybe(nonNegativeInt),
  denied_slots: maybe(nonNegativeInt),
  slot_decay_per_second: maybe(decay),
});
export type ConcurrencyLimitV2Update = z.output<typeof concurrencyLimitV2Update>;

/** Who holds a lease. Upstream: ConcurrencyLeaseHolder (3.8.8). */
export const leaseHolder = z.strictObject({
  type: wireEnum(['flow_run', 'task_run', 'deployment'], 'literal_error'),
  id: wireUuid,
});
export type LeaseHolder = z.output<typeof leaseHolder>;

const slots = { slots: positiveInt, names: list(wireStr) };
const mode = embedded(wireEnum(['concurrency', 'rate_limit'], 'literal_error'), 'concurrency');
/** Seconds. */
const leaseDuration = embedded(wireFloat({ min: 60, max: 86_400 }), 300);

export const incrementSlotsBody = embeddedBody({
  ...slots,
  mode,
  create_if_missing: optionalMember(wireBool),
});
export type IncrementSlotsBody = z.output<typeof incrementSlotsBody>;
export const incrementSlotsWithLeaseBody = embeddedBody({
  ...slots,
  mode,
  lease_duration: leaseDuration,
  holder: optionalMember(leaseHolder),
});
export type IncrementSlotsWithLeaseBody = z.output<typeof incrementSlotsWithLeaseBody>;
export const decrementSlotsBody = embeddedBody({
  ...slots,
  occupancy_seconds: optionalMember(wireFloat({ above: 0 })),
  create_if_missing: optionalMember(wireBool),
});
export type DecrementSlotsBody = z.output<typeof decrementSlotsBody>;
export const decrementSlotsWithLeaseBody = embeddedBody({ lease_id: wireUuid });
export const renewLeaseBody = embeddedBody({ lease_duration: leaseDuration });
