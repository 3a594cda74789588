import {
  type OutgoingEvent,
  RESOURCE_ID,
  RESOURCE_NAME,
  RESOURCE_ROLE,
  type ResourceLabels,
} from '@orch/events';
import { US_PER_SECOND, microsToWire, toJsonText } from '@orch/kernel';
import type { State } from '@orch/orchestration';
import type { RunSurroundings } from '../surroundings/run-surroundings.ts';

/** Long messages (tracebacks, results) are cut in events; the state keeps them whole. */
const MESSAGE_LENGTH_MAX = 100_000;
/** Only states this close are linked: further apart, time alone orders them. */
const TIGHT_US = 5 * 60 * US_PER_SECOND;

/** What an event tells about its run. */
export interface EventRun {
  readonly id: string;
  readonly name: string;
  readonly runCount: number;
  readonly tags: readonly string[];
  readonly createdBy: {
    readonly id?: string | null;
    readonly type?: string | null;
    readonly display_value?: string | null;
  } | null;
  readonly parentTaskRun: {
    readonly id: string;
    readonly name: string;
    readonly tags: readonly string[];
  } | null;
}

/**
 * The event of a state change; its id is the state's, so that changes can be ordered.
 * Upstream: models/events.py, flow_run_state_change_event (3.8.8).
 */
export function flowRunStateChanged(
  run: EventRun,
  around: RunSurroundings,
  initial: State | null,
  validated: State,
): OutgoingEvent {
  const isTight = initial !== null && Math.abs(validated.timestampUs - initial.timestampUs) < TIGHT_US;
  return {
    id: validated.id,
    occurredUs: validated.timestampUs,
    event: `prefect.flow-run.${validated.name}`,
    resource: {
      [RESOURCE_ID]: `prefect.flow-run.${run.id}`,
      [RESOURCE_NAME]: run.name,
      'prefect.run-count': String(run.runCount),
      'prefect.state-message': (validated.message ?? '').slice(0, MESSAGE_LENGTH_MAX),
      'prefect.state-name': validated.name,
      'prefect.state-timestamp': microsToWire(validated.timestampUs).replace('Z', '+00:00'),
      'prefect.state-type': validated.type,
    },
    related: relatedOf(run, around),
    payload: toJsonText({
      intended: { from: initial?.type ?? null, to: validated.type },
      initial_state: statePayload(initial),
      validated_state: statePayload(validated),
    }),
    follows: isTight ? initial.id : null,
  };
}

/** Flow, deployment, queue, pool, parent task run, tags, creator: in the reference's order. */
export function relatedOf(run: EventRun, around: RunSurroundings): ResourceLabels[] {
  const related: ResourceLabels[] = [resource('flow', around.flow)];
  if (around.deployment) related.push(resource('deployment', around.deployment));
  if (around.queue) related.push(resource('work-queue', around.queue));
  if (around.pool)
    related.push({ ...resource('work-pool', around.pool), 'prefect.work-pool.type': around.pool.type });
  if (run.parentTaskRun) related.push(resource('task-run', run.parentTaskRun));
  const tags = new Set([
    ...run.tags,
    ...around.flow.tags,
    ...(around.deployment?.tags ?? []),
    ...(run.parentTaskRun?.tags ?? []),
  ]);
  for (const tag of [...tags].sort())
    related.push({ [RESOURCE_ID]: `prefect.tag.${tag}`, [RESOURCE_ROLE]: 'tag' });
  const creator = creatorOf(run.createdBy);
  if (creator) related.push(creator);
  return related;
}

const resource = (kind: string, of: { readonly id: string; readonly name: string }): ResourceLabels => ({
  [RESOURCE_ID]: `prefect.${kind}.${of.id}`,
  [RESOURCE_ROLE]: kind,
  [RESOURCE_NAME]: of.name,
});

function creatorOf(createdBy: EventRun['createdBy']): ResourceLabels | null {
  if (createdBy?.type !== 'DEPLOYMENT' && createdBy?.type !== 'AUTOMATION') return null;
  return {
    [RESOURCE_ID]: `prefect.${createdBy.type.toLowerCase()}.${createdBy.id ?? ''}`,
    [RESOURCE_ROLE]: 'creator',
    ...(createdBy.display_value ? { [RESOURCE_NAME]: createdBy.display_value } : {}),
  };
}

function statePayload(state: State | null): Record<string, string> | null {
  if (state === null) return null;
  return {
    type: state.type,
    ...(state.name ? { name: state.name } : {}),
    ...(state.message ? { message: state.message.slice(0, MESSAGE_LENGTH_MAX) } : {}),
    ...(state.type === 'PAUSED' ? { pause_reschedule: String(state.details.pauseReschedule) } : {}),
  };
}
