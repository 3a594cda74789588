import type { EffectResults } from '@orch/orchestration';
import type { Tx } from '@orch/platform';

/**
 * Concurrency slots as the rules ask for them, inside the transaction of the transition: what a refused or rolled
 * back transition took was never taken. Provided by the limits context.
 */
export abstract class Slots {
  abstract acquireDeploymentSlot(tx: Tx, limitId: string, flowRunId: string, leaseSeconds: number): Promise<EffectResults['acquire-deployment-slot']>;
  abstract renewLease(tx: Tx, leaseId: string, leaseSeconds: number): Promise<boolean>;
  abstract releaseDeploymentSlot(tx: Tx, leaseId: string | null, limitId: string | null): Promise<void>;
  abstract revokeLease(tx: Tx, leaseId: string): Promise<void>;
  abstract areDeploymentSlotsFull(tx: Tx, limitId: string): Promise<boolean>;
  abstract acquireTagLease(tx: Tx, taskRunId: string, tags: readonly string[]): Promise<EffectResults['acquire-tag-lease']>;
  abstract releaseTagSlots(tx: Tx, taskRunId: string, tags: readonly string[]): Promise<void>;
}
