import { Injectable } from '@nestjs/common';
import { type Tx, prepared } from '@orch/platform';
import { ACTIVE_SLOTS_NOW } from './slot-sql.ts';
import { SlotRepository } from './slot.repository.ts';

/** Which slot a flow run wants, and for how many seconds from now. */
export interface WantedDeploymentSlot {
  readonly limitId: string;
  readonly flowRunId: string;
  readonly leaseSeconds: number;
}

const IS_FULL = prepared(
  'limits.is_full',
  `select ${ACTIVE_SLOTS_NOW} >= l."limit" as full from concurrency_limit l where l.workspace_id = $1 and l.id = $2 and l.active`,
);

/** Slots of deployments, inside the transaction that changes the state of a run. */
@Injectable()
export class DeploymentSlots {
  constructor(private readonly slots: SlotRepository) {}

  /** Takes one slot under a lease; null if the limit is full (or 0). Without a limit the lease holds nothing. */
  async acquire(
    tx: Tx,
    { limitId, flowRunId, leaseSeconds }: WantedDeploymentSlot,
  ): Promise<{ leaseId: string | null }> {
    const holder = { type: 'flow_run', id: flowRunId } as const;
    const lease = { seconds: leaseSeconds, holder, whenFree: true };
    const { leaseId } = await this.slots.acquire(tx, { ids: [limitId], slots: 1, lease });
    return { leaseId };
  }

  /** Prolongs a lease from now; false if it is gone. */
  renew(tx: Tx, leaseId: string, leaseSeconds: number): Promise<boolean> {
    return this.slots.renew(tx, leaseId, leaseSeconds);
  }

  /**
   * Gives a slot back: the lease's, or without a lease one slot of the limit (taken for a client that knows no
   * leases). A lease that is gone was released before: nothing is freed twice. Returns whether a slot was freed.
   */
  async release(tx: Tx, leaseId: string | null, limitId: string | null): Promise<boolean> {
    if (leaseId !== null) return this.slots.release(tx, leaseId);
    return limitId !== null && (await this.slots.decrement(tx, { ids: [limitId] }, 1, null)).length > 0;
  }

  /** For clients that cannot renew: the slot stays taken until the run gives it back, renewing it is refused. */
  revoke(tx: Tx, leaseId: string): Promise<void> {
    return this.slots.pin(tx, leaseId);
  }

  /** Whether an active limit has no slot left. */
  async isFull(tx: Tx, limitId: string): Promise<boolean> {
    const [row] = await tx.query<{ full: boolean }>(IS_FULL.with(tx.scope.workspaceId, limitId));
    return row?.full ?? false;
  }
}
