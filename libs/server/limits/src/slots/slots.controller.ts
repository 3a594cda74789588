import { Controller, HttpCode, Post } from '@nestjs/common';
import {
  type DecrementSlotsBody,
  decrementSlotsBody,
  decrementSlotsWithLeaseBody,
  type IncrementSlotsBody,
  incrementSlotsBody,
  type IncrementSlotsWithLeaseBody,
  incrementSlotsWithLeaseBody,
  renewLeaseBody,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, WireBody, WireUuidParam, Workspace, type WorkspaceScope } from '@orch/platform';
import { type MinimalLimit, SlotRepository } from './slot.repository.ts';
import { TakeSlots } from './take-slots.ts';

/** Upstream: server/api/concurrency_limits_v2.py (3.8.8). */
@Controller('api/v2/concurrency_limits')
export class SlotsController {
  constructor(
    private readonly slots: SlotRepository,
    private readonly take: TakeSlots,
  ) {}

  @Post('increment')
  @HttpCode(200)
  @Allow('limits:use')
  async increment(
    @Workspace() scope: WorkspaceScope,
    @WireBody(incrementSlotsBody) { names, slots, mode }: IncrementSlotsBody,
  ): Promise<MinimalLimit[]> {
    return minimal((await this.take.execute(scope, { names, slots, mode })).limits);
  }

  @Post('increment-with-lease')
  @HttpCode(200)
  @Allow('limits:use')
  async incrementWithLease(
    @Workspace() scope: WorkspaceScope,
    @WireBody(incrementSlotsWithLeaseBody) body: IncrementSlotsWithLeaseBody,
  ): Promise<{ lease_id: string | null; limits: MinimalLimit[] }> {
    const { names, slots, mode, lease_duration: seconds, holder } = body;
    const taken = await this.take.execute(scope, {
      names,
      slots,
      mode,
      lease: { seconds, holder, whenFree: true },
    });
    return { lease_id: taken.leaseId, limits: minimal(taken.limits) };
  }

  @Post('decrement')
  @HttpCode(200)
  @Allow('limits:use')
  async decrement(
    @Workspace() scope: WorkspaceScope,
    @WireBody(decrementSlotsBody) { names, slots, occupancy_seconds }: DecrementSlotsBody,
  ): Promise<MinimalLimit[]> {
    return this.slots.decrement(scope, { names }, slots, occupancy_seconds);
  }

  /** A lease that is gone is not an error: the slots are free either way. */
  @Post('decrement-with-lease')
  @HttpCode(204)
  @Allow('limits:use')
  async decrementWithLease(
    @Workspace() scope: WorkspaceScope,
    @WireBody(decrementSlotsWithLeaseBody) body: { lease_id: string },
  ): Promise<void> {
    await this.slots.release(scope, body.lease_id);
  }

  @Post('leases/:lease_id/renew')
  @HttpCode(204)
  @Allow('limits:use')
  async renew(
    @Workspace() scope: WorkspaceScope,
    @WireUuidParam('lease_id') leaseId: string,
    @WireBody(renewLeaseBody) body: { lease_duration: number },
  ): Promise<void> {
    if (!(await this.slots.renew(scope, leaseId, body.lease_duration)))
      throw new OrchError('lease.gone', { leaseId });
  }
}

const minimal = (limits: readonly MinimalLimit[]): MinimalLimit[] =>
  limits.map(({ id, name, limit }) => ({ id, name, limit }));
