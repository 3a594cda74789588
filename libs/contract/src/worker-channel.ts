import * as z from 'zod';

import { withOpaque } from './opaque.ts';
import {
  nonNegativeInt,
  opaqueObject,
  positiveInt,
  readStr,
  wireBool,
  wireDateTime,
  wireEnum,
  wireUuid,
} from './primitives.ts';
import { fail, isJsonObject, list, orNull, rule, type Wire, wireType, withDefault } from './wire-type.ts';

/** The one version of the channel between a worker and its pool. */
export const WORKER_CHANNEL_VERSION = 'work_pool_worker_channel.v1';
export const CHANNEL_CAPABILITIES = {
  heartbeat: 'worker_heartbeat.v1',
  snapshot: 'work_pool_snapshot.v1',
  cleanup: 'cleanup_delivery.v1',
} as const;
export const CLEANUP_KINDS = ['cancelling_timeout_teardown.v1', 'pending_claim_teardown.v1'] as const;
export type CleanupKind = (typeof CLEANUP_KINDS)[number];

/** Why the server closes the channel: the reason is what the worker goes by, the code is for everybody else. */
export const WORKER_CHANNEL_CLOSE = {
  authentication_failed: 1008,
  authorization_failed: 1008,
  unsupported_version: 1008,
  protocol_error: 1002,
  heartbeat_persistence_failed: 1011,
  transient_server_error: 1011,
} as const;
export type WorkerChannelCloseReason = keyof typeof WORKER_CHANNEL_CLOSE;

const text1: Wire<string> = wireType((value, sink) => {
  const text = readStr(value, sink);
  if (text !== '') return text;
  return fail(sink, 'string_too_short', 'String should have at least 1 character');
});
const texts1 = list(text1).min(1);

const frame = <const T extends string, P extends z.ZodType>(type: T, payload: P) =>
  z.strictObject({
    type: wireEnum([type], 'literal_error'),
    id: wireUuid,
    sent_at: wireDateTime,
    payload,
  });

const helloMembers = z.strictObject({
  consumer_id: wireUuid,
  worker_name: text1,
  worker_type: text1,
  heartbeat_interval_seconds: positiveInt,
  supported_channel_versions: texts1,
  requested_capabilities: texts1,
  work_queue_names: withDefault(list(text1), []),
  handled_cleanup_kinds: withDefault(list(wireEnum(CLEANUP_KINDS, 'literal_error')), []),
  max_cleanup_concurrency: withDefault(nonNegativeInt, 0),
  create_pool_if_not_found: withDefault(wireBool, false),
  default_base_job_template: withDefault(opaqueObject, {}),
  worker_metadata: orNull(opaqueObject),
});

/** A worker that takes cleanup work without saying how much takes one at a time. */
function withCleanupConcurrency(value: unknown): unknown {
  if (!isJsonObject(value) || 'max_cleanup_concurrency' in value) return value;
  const { requested_capabilities: requested, handled_cleanup_kinds: kinds } = value;
  const takesCleanup =
    Array.isArray(requested) && requested.includes(CHANNEL_CAPABILITIES.cleanup) && Array.isArray(kinds);
  return takesCleanup && kinds.length > 0 ? { ...value, max_cleanup_concurrency: 1 } : value;
}

function helloProblem(hello: z.output<typeof helloMembers>): string | undefined {
  const requested = new Set(hello.requested_capabilities);
  const { heartbeat, snapshot, cleanup } = CHANNEL_CAPABILITIES;
  const missing = [snapshot, heartbeat].filter((capability) => !requested.has(capability));
  if (missing.length > 0) return `Missing required channel capabilities: ${missing.join(', ')}`;
  if (requested.has(cleanup)) return undefined;
  if (hello.handled_cleanup_kinds.length > 0) return `\`handled_cleanup_kinds\` requires \`${cleanup}\``;
  return hello.max_cleanup_concurrency > 0
    ? `\`max_cleanup_concurrency\` requires \`${cleanup}\``
    : undefined;
}

/** First frame of a worker. Upstream: client/schemas/worker_channel.py, WorkerHelloFrame (3.8.8). */
export const workerHelloFrame = withOpaque(
  frame('worker.hello.v1', z.preprocess(withCleanupConcurrency, rule(helloMembers, helloProblem))),
  ['payload.default_base_job_template', 'payload.worker_metadata'],
);
export type WorkerHello = z.output<typeof helloMembers>;

/** Upstream: client/schemas/worker_channel.py, WorkerHeartbeatFrame (3.8.8). */
export const workerHeartbeatFrame = frame(
  'worker.heartbeat.v1',
  z.strictObject({ consumer_id: wireUuid, worker_name: text1, heartbeat_interval_seconds: positiveInt }),
);

const cleanupOperation = { message_id: wireUuid, reservation_token: text1 };
/** Upstream: client/schemas/worker_channel.py, CleanupAckFrame, CleanupReleaseFrame, CleanupRenewFrame (3.8.8). */
export const cleanupAckFrame = frame('cleanup.ack.v1', z.strictObject(cleanupOperation));
export const cleanupRenewFrame = frame('cleanup.renew.v1', z.strictObject(cleanupOperation));
export const cleanupReleaseFrame = frame(
  'cleanup.release.v1',
  z.strictObject({ ...cleanupOperation, reason: text1 }),
);

/** What a worker may send after its hello, by type. */
export const WORKER_CHANNEL_FRAMES = {
  'worker.heartbeat.v1': workerHeartbeatFrame,
  'cleanup.ack.v1': cleanupAckFrame,
  'cleanup.release.v1': cleanupReleaseFrame,
  'cleanup.renew.v1': cleanupRenewFrame,
} as const;
