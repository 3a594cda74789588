import { type Micros, US_PER_SECOND, jsonText, microsToPg } from '@orch/kernel';
import { proposedState } from '@orch/orchestration';
import type { FlowRunInput } from '@orch/runs';
import { type StoredSchedule, scheduleDates } from '@orch/scheduling';
import { mergeJsonObjects } from '../run-creation/merge-json-objects.ts';
import type { ActiveSchedule, ScheduledDeployment } from './scheduler.repository.ts';

/** How far and how many. Upstream: services/scheduler.py and its settings (3.8.8). */
export interface Horizon {
  readonly startUs: Micros;
  readonly endUs: Micros;
  /** Dates are made until this much time after the start is covered… */
  readonly minTimeUs: Micros;
  /** …and there are this many… */
  readonly minRuns: number;
  /** …but no more than these. */
  readonly maxRuns: number;
}

const DAY_US = 86_400 * US_PER_SECOND;
const TYPE_NAMES = { interval: 'IntervalSchedule', cron: 'CronSchedule', rrule: 'RRuleSchedule' } as const;

/** At least 3 runs and an hour ahead, at most 100 runs and 100 days; given members win. */
export function horizonFrom(startUs: Micros, given: Partial<Horizon> = {}): Horizon {
  return {
    startUs,
    endUs: startUs + 100 * DAY_US,
    minTimeUs: 3_600 * US_PER_SECOND,
    minRuns: 3,
    maxRuns: 100,
    ...given,
  };
}

/** The runs that a schedule wants, one a date. @throws ScheduleError */
export function slotsOf(
  deployment: ScheduledDeployment,
  active: ActiveSchedule,
  horizon: Horizon,
): FlowRunInput[] {
  const schedule = JSON.parse(active.schedule) as StoredSchedule; // our own column, written by scheduleText
  const max = Math.min(horizon.maxRuns, active.max_scheduled_runs ?? horizon.maxRuns);
  if (max < 1) return [];
  const parameters = mergeJsonObjects(deployment.parameters, active.parameters);
  const labels = JSON.parse(deployment.labels) as Record<string, unknown>; // our own jsonb column
  const slots: FlowRunInput[] = [];
  for (const dateUs of scheduleDates(schedule, { startUs: horizon.startUs, endUs: horizon.endUs, max })) {
    slots.push({
      flowId: deployment.flow_id,
      deploymentId: deployment.id,
      deploymentVersion: deployment.version,
      workQueueId: deployment.work_queue_id,
      workQueueName: deployment.work_queue_name,
      infrastructureDocumentId: deployment.infrastructure_document_id,
      state: proposedState('SCHEDULED', {
        message: 'Flow run scheduled',
        details: { scheduledTimeUs: dateUs },
      }),
      parameters: jsonText(parameters),
      idempotencyKey: `scheduled ${deployment.id} ${active.id} ${microsToPg(dateUs)}:00`,
      tags: ['auto-scheduled', ...deployment.tags],
      labels,
      autoScheduled: true,
      createdBy: { id: active.id, type: 'SCHEDULE', display_value: active.slug ?? typeName(schedule) },
    });
    if (slots.length >= horizon.minRuns && dateUs >= horizon.startUs + horizon.minTimeUs) break;
  }
  return slots;
}

const typeName = (schedule: StoredSchedule): string =>
  'interval' in schedule ? TYPE_NAMES.interval : 'cron' in schedule ? TYPE_NAMES.cron : TYPE_NAMES.rrule;
