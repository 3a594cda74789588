import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { ChangeLimits } from './global-limits/change-limits.ts';
import { LimitRepository } from './global-limits/limit.repository.ts';
import { LimitsController } from './global-limits/limits.controller.ts';
import { ReleaseExpiredLeases } from './leases/release-expired-leases.ts';
import { DeploymentSlots } from './slots/deployment-slots.ts';
import { SlotRepository } from './slots/slot.repository.ts';
import { SlotsController } from './slots/slots.controller.ts';
import { TagSlots } from './slots/tag-slots.ts';
import { TakeSlots } from './slots/take-slots.ts';
import { ChangeTagLimits } from './tag-limits/change-tag-limits.ts';
import { HoldTagSlots } from './tag-limits/hold-tag-slots.ts';
import { TagLimitReader } from './tag-limits/tag-limit.reader.ts';
import { TagLimitsController } from './tag-limits/tag-limits.controller.ts';

/** Concurrency limits of a workspace and the slots and leases that runs hold of them. */
@Module({
  imports: [EventsModule],
  controllers: [LimitsController, SlotsController, TagLimitsController],
  providers: [
    ChangeLimits,
    ChangeTagLimits,
    DeploymentSlots,
    HoldTagSlots,
    LimitRepository,
    ReleaseExpiredLeases,
    SlotRepository,
    TagLimitReader,
    TagSlots,
    TakeSlots,
  ],
  exports: [DeploymentSlots, ReleaseExpiredLeases, TagSlots],
})
export class LimitsModule {}
