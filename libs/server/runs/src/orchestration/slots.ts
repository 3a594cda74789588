import { Injectable } from '@nestjs/common';
import { DeploymentSlots, TagSlots } from '@orch/limits';
import type { EffectResults } from '@orch/orchestration';
import type { Tx } from '@orch/platform';

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

  releaseDeploymentSlot(tx: Tx, leaseId: string | null, limitId: string | null): Promise<void> {
    return this.deployments.release(tx, leaseId, limitId);
  }

  revokeLease(tx: Tx, leaseId: string): Promise<void> {
    return this.deployments.revoke(tx, leaseId);
  }

  areDeploymentSlotsFull(tx: Tx, limitId: string): Promise<boolean> {
    return this.deployments.isFull(tx, limitId);
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
