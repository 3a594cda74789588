export { DeploymentSlots, type WantedDeploymentSlot } from './slots/deployment-slots.ts';
export { ACTIVE_SLOTS_NOW } from './slots/slot-sql.ts';
export { TagSlots, type TagSlotsTried } from './slots/tag-slots.ts';
export { ReleaseExpiredLeases, RELEASE_EXPIRED_EVERY_SECONDS } from './leases/release-expired-leases.ts';
export { LimitsModule } from './limits.module.ts';
