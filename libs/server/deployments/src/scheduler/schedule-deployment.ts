import { Injectable, Logger } from '@nestjs/common';
import { type Micros, US_PER_SECOND, microsFromPg } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope } from '@orch/platform';
import { CreateFlowRun, type FlowRunInput } from '@orch/runs';
import { type Horizon, horizonFrom, slotsOf } from './scheduled-slots.ts';
import {
  type ActiveSchedule,
  type ScheduledDeployment,
  activeSchedules,
  knownKeys,
  lockToSchedule,
} from './scheduler.repository.ts';

/** Slots that passed since a save that nobody scheduled after (its process died) are still made, for so long. */
const CATCH_UP_US = 120 * US_PER_SECOND;

export interface SchedulingOptions {
  /** Dates are wanted from here on; default: now, or the last save when that was just before. */
  readonly startUs?: Micros;
  readonly horizon?: Partial<Omit<Horizon, 'startUs'>>;
  /** Leave a deployment alone that somebody else holds. */
  readonly orSkip?: boolean;
  /** Paused deployments are scheduled only when asked for. */
  readonly evenPaused?: boolean;
}

/**
 * Makes the runs that a deployment's active schedules want. The deployment's row is held meanwhile, as it is by every
 * save, so no run is made from a schedule that is gone; a slot has one key for ever, so none gets two runs.
 * Upstream: models/deployments.py, schedule_runs (3.8.8).
 */
@Injectable()
export class ScheduleDeployment {
  private readonly log = new Logger('Scheduler');

  constructor(
    private readonly database: Database,
    private readonly createRun: CreateFlowRun,
  ) {}

  /** Returns how many runs were made; none for a deployment that is not there. */
  async execute(
    scope: WorkspaceScope,
    deploymentId: string,
    options: SchedulingOptions = {},
  ): Promise<number> {
    // All on one connection: whoever holds the row must not wait for another one, which saves hold that wait for the row.
    const { count, tell } = await this.database.transaction(scope, async (tx) => {
      const [deployment] = await tx.query<ScheduledDeployment>(
        lockToSchedule(scope, deploymentId, options.orSkip ?? false),
      );
      if (!deployment || (deployment.paused && !options.evenPaused)) return NONE;
      const schedules = await tx.query<ActiveSchedule>(activeSchedules(scope, deploymentId));
      const horizon = horizonFrom(options.startUs ?? startOf(deployment), options.horizon);
      return this.make(tx, deployment, this.slots(deployment, schedules, horizon));
    });
    tell();
    return count;
  }

  /** After a save: the slots since it; a failure is left to the loop, which tries again within seconds. */
  async afterSave(scope: WorkspaceScope, deploymentId: string, savedAt: string): Promise<void> {
    try {
      await this.execute(scope, deploymentId, { startUs: microsFromPg(savedAt) });
    } catch (error) {
      this.log.warn(`runs of deployment ${deploymentId} could not be scheduled at once`, error);
    }
  }

  private slots(
    deployment: ScheduledDeployment,
    schedules: readonly ActiveSchedule[],
    horizon: Horizon,
  ): FlowRunInput[] {
    return schedules.flatMap((schedule) => {
      try {
        return slotsOf(deployment, schedule, horizon);
      } catch (error) {
        this.log.error(`schedule ${schedule.id} of deployment ${deployment.id} gives no dates`, error);
        return []; // the others are scheduled all the same
      }
    });
  }

  private async make(tx: Tx, deployment: ScheduledDeployment, slots: readonly FlowRunInput[]): Promise<Made> {
    if (slots.length === 0) return NONE;
    const keys = slots.map((slot) => slot.idempotencyKey ?? '');
    const rows = await tx.query<{ key: string }>(knownKeys(tx.scope, deployment.flow_id, keys));
    const known = new Set(rows.map(({ key }) => key));
    return this.createRun.executeIn(
      tx,
      slots.filter((slot) => !known.has(slot.idempotencyKey ?? '')),
    );
  }
}

interface Made {
  readonly count: number;
  /** Call it after the commit. */
  readonly tell: () => void;
}
const NONE: Made = { count: 0, tell: () => undefined };

function startOf({ now, updated }: ScheduledDeployment): Micros {
  const [nowUs, updatedUs] = [microsFromPg(now), microsFromPg(updated)];
  return nowUs - updatedUs <= CATCH_UP_US ? Math.min(nowUs, updatedUs) : nowUs;
}
