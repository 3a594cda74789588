import { Injectable } from '@nestjs/common';
import { DeploymentSlots, TagSlots } from '@orch/limits';
import type { EffectResults } from '@orch/orchestration';
import type { Tx } from '@orch/platform';
import { isPoolSlotFree, passPoolOfQueue } from './run-slots.repository.ts';

/**
 * Concurrency slots as the rules ask for them, inside the transaction of the transition: what a refused or rolled
 * back transition took was never taken.
 */
@Injectable()
export class Slots {
  constructor(
    private readonly deployments: DeploymentSlots,
    private readonly tags: TagSlots,
  ) {}

  acquireDeploymentSlot(
    tx: Tx,
    limitId: string,
    flowRunId: string,
    leaseSeconds: number,
  ): Promise<EffectResults['acquire-deployment-slot']> {
    return this.deployments.acquire(tx, { limitId, flowRunId, leaseSeconds });
  }

  renewLease(tx: Tx, leaseId: string, leaseSeconds: number): Promise<boolean> {
    return this.deployments.renew(tx, leaseId, leaseSeconds);
  }

  /** Whether a slot became free by it. */
  releaseDeploymentSlot(tx: Tx, leaseId: string | null, limitId: string | null): Promise<boolean> {
    return this.deployments.release(tx, leaseId, limitId);
  }

  revokeLease(tx: Tx, leaseId: string): Promise<void> {
    return this.deployments.revoke(tx, leaseId);
  }

  areDeploymentSlotsFull(tx: Tx, limitId: string): Promise<boolean> {
    return this.deployments.isFull(tx, limitId);
  }

  /** Whether the queue and its pool have a free slot; nobody else gets it until the transaction ends. */
  async isPoolSlotFree(tx: Tx, workQueueId: string): Promise<boolean> {
    await tx.query(passPoolOfQueue(tx.scope, workQueueId));
    const [row] = await tx.query<{ free: boolean }>(isPoolSlotFree(tx.scope, workQueueId));
    return row?.free ?? true;
  }

  async acquireTagLease(
    tx: Tx,
    taskRunId: string,
    tags: readonly string[],
  ): Promise<EffectResults['acquire-tag-lease']> {
    return this.tags.acquire(tx, tags, taskRunId);
  }

  releaseTagSlots(tx: Tx, taskRunId: string, tags: readonly string[]): Promise<void> {
    return this.tags.release(tx, tags, taskRunId);
  }
}
