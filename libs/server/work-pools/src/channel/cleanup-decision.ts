export type CleanupOperation = 'ack' | 'release' | 'renew';

/** What is known of a clean-up when a worker reports on it. */
export interface CleanupFacts {
  readonly workPoolId: string;
  readonly reservationToken: string | null;
  readonly isLeaseOver: boolean;
  readonly deliveryCount: number;
}

/** What is answered, and what becomes of the row. */
export interface CleanupVerdict {
  readonly status:
    'accepted' | 'not_found' | 'unauthorized' | 'not_current' | 'invalid_token' | 'expired' | 'dead_lettered';
  readonly reason: string | null;
  readonly change: 'none' | 'finish' | 'free' | 'renew' | 'give-up';
}

/** How often a clean-up is handed out. Upstream: settings server.worker_channel (3.8.8). */
export const DELIVERIES_MAX = 3;
export const CLEANUP_LEASE_SECONDS = 30;
export const GIVEN_UP = 'max_delivery_attempts_reached';

const refused = (status: CleanupVerdict['status'], reason: string): CleanupVerdict => ({
  status,
  reason,
  change: 'none',
});
const GIVE_UP: CleanupVerdict = { status: 'dead_lettered', reason: GIVEN_UP, change: 'give-up' };

/**
 * Judges a worker's report on a clean-up; only the holder of the current reservation may report. `undefined` facts:
 * no such clean-up is open.
 * Upstream: worker_communication/cleanup_queue/memory.py, _validate_current_reservation_locked (3.8.8).
 */
export function judgeCleanup(
  operation: CleanupOperation,
  facts: CleanupFacts | undefined,
  poolId: string,
  token: string,
): CleanupVerdict {
  if (!facts) return refused('not_found', 'message_not_found');
  if (facts.workPoolId !== poolId) return refused('unauthorized', 'work_pool_mismatch');
  if (facts.reservationToken === null) return refused('not_current', 'no_active_reservation');
  if (facts.reservationToken !== token) return refused('invalid_token', 'reservation_token_mismatch');
  const isLast = facts.deliveryCount >= DELIVERIES_MAX;
  if (facts.isLeaseOver)
    return isLast ? GIVE_UP : { status: 'expired', reason: 'lease_expired', change: 'free' };
  switch (operation) {
    case 'ack':
      return { status: 'accepted', reason: null, change: 'finish' };
    case 'renew':
      return { status: 'accepted', reason: null, change: 'renew' };
    case 'release':
      return isLast ? GIVE_UP : { status: 'accepted', reason: null, change: 'free' };
  }
}
