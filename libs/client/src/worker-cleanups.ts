import { CHANNEL_CAPABILITIES, CLEANUP_KINDS } from '@orch/contract';
import type { JsonObject } from './json-object.ts';

/** What a run left behind that is to be torn down. */
export interface CleanupTarget {
  readonly flowRunId: string | null;
  /** By which its worker named it; null when it never said. */
  readonly infrastructurePid: string | null;
}
/** Takes clean-ups of runs whose own worker does not end them any more. */
export interface CleanupTaker {
  readonly concurrency: number;
  /** @throws Error when it could not be done here: another worker gets it */
  readonly tearDown: (target: CleanupTarget) => Promise<void>;
}
interface CleanupMessage {
  readonly message_id: string;
  readonly reservation_token: string;
  readonly target?: { readonly flow_run_id?: string | null; readonly infrastructure_pid?: string | null };
}

/** A clean-up is leased for 30 seconds. */
const RENEW_MS = 10_000;
const REASON_CHARS_MAX = 500;

/** What a hello says about clean-ups. */
export const cleanupMembers = (taker: CleanupTaker | undefined): JsonObject => ({
  requested_capabilities: [
    CHANNEL_CAPABILITIES.heartbeat,
    CHANNEL_CAPABILITIES.snapshot,
    ...(taker ? [CHANNEL_CAPABILITIES.cleanup] : []),
  ],
  ...(taker ? { handled_cleanup_kinds: CLEANUP_KINDS, max_cleanup_concurrency: taker.concurrency } : {}),
});

/** Does one clean-up and tells how it went. @param send sends a frame of a type, while the channel is open */
export const takeCleanup = async (
  taker: CleanupTaker,
  message: CleanupMessage,
  send: (type: string, payload: JsonObject) => void,
): Promise<void> => {
  const operation = { message_id: message.message_id, reservation_token: message.reservation_token };
  const renewals = setInterval(() => send('cleanup.renew.v1', operation), RENEW_MS);
  try {
    await taker.tearDown({
      flowRunId: message.target?.flow_run_id ?? null,
      infrastructurePid: message.target?.infrastructure_pid ?? null,
    });
    send('cleanup.ack.v1', operation);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, REASON_CHARS_MAX);
    send('cleanup.release.v1', { ...operation, reason: reason || 'failed' });
  } finally {
    clearInterval(renewals);
  }
};
