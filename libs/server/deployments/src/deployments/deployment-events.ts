import {
  type OutgoingEvent,
  RESOURCE_ID,
  RESOURCE_NAME,
  RESOURCE_ROLE,
  type ResourceLabels,
} from '@orch/events';
import type { JsonText } from '@orch/kernel';
import {
  type ChangedFields,
  type EventStamp,
  NO_PAYLOAD,
  relatedPool,
  relatedQueue,
  sameJson,
  updatesPayload,
} from '@orch/work-pools';
import type { DeploymentRow } from './deployment.presenter.ts';

/** What events tell about a deployment. */
export type EventDeployment = Pick<
  DeploymentRow,
  | 'id'
  | 'name'
  | 'flow_id'
  | 'flow_name'
  | 'work_queue_id'
  | 'queue_name'
  | 'work_pool_id'
  | 'work_pool_name'
  | 'work_pool_type'
  | 'storage_document_id'
  | 'infrastructure_document_id'
  | 'concurrency_limit_id'
>;

/** Upstream: models/events.py, _deployment_related_resources (3.8.8). */
function relatedOf(d: EventDeployment): ResourceLabels[] {
  const related: ResourceLabels[] = [
    { [RESOURCE_ID]: `prefect.flow.${d.flow_id}`, [RESOURCE_NAME]: d.flow_name, [RESOURCE_ROLE]: 'flow' },
  ];
  if (d.work_queue_id !== null && d.queue_name !== null)
    related.push(relatedQueue({ id: d.work_queue_id, name: d.queue_name }));
  if (d.work_pool_id !== null)
    related.push(
      relatedPool({ id: d.work_pool_id, name: d.work_pool_name ?? '', type: d.work_pool_type ?? '' }),
    );
  const add = (kind: string, id: string | null, role: string): void => {
    if (id !== null) related.push({ [RESOURCE_ID]: `prefect.${kind}.${id}`, [RESOURCE_ROLE]: role });
  };
  add('block-document', d.storage_document_id, 'storage');
  add('block-document', d.infrastructure_document_id, 'infrastructure');
  add('concurrency-limit', d.concurrency_limit_id, 'concurrency-limit');
  return related;
}

const event = (
  stamp: EventStamp,
  name: string,
  d: EventDeployment,
  payload: JsonText = NO_PAYLOAD,
): OutgoingEvent => ({
  id: stamp.id,
  occurredUs: stamp.occurredUs,
  event: `prefect.deployment.${name}`,
  resource: { [RESOURCE_ID]: `prefect.deployment.${d.id}`, [RESOURCE_NAME]: d.name },
  related: relatedOf(d),
  payload,
  follows: null,
});

/** Upstream: models/events.py, deployment_*_event (3.8.8). */
export const deploymentCreated = (stamp: EventStamp, d: EventDeployment): OutgoingEvent =>
  event(stamp, 'created', d);
export const deploymentDeleted = (stamp: EventStamp, d: EventDeployment): OutgoingEvent =>
  event(stamp, 'deleted', d);
export const deploymentUpdated = (
  stamp: EventStamp,
  d: EventDeployment,
  changed: ChangedFields,
): OutgoingEvent => event(stamp, 'updated', d, updatesPayload(changed));
export const deploymentStatusChanged = (
  stamp: EventStamp,
  d: EventDeployment,
  status: 'READY' | 'NOT_READY',
): OutgoingEvent => event(stamp, status === 'READY' ? 'ready' : 'not-ready', d);

const TEXTS = [
  'description',
  'entrypoint',
  'path',
  'work_queue_id',
  'version',
  'concurrency_limit_id',
] as const;
const VALUES = ['tags', 'enforce_parameter_schema', 'paused'] as const;
const JSONS = {
  parameters: 'parameters',
  parameter_openapi_schema: 'parameter_openapi_schema',
  pull_steps: 'pull_steps',
  infra_overrides: 'job_variables',
  labels: 'labels',
  concurrency_options: 'concurrency_options',
} as const;

/** Fields whose change is told, with old and new value. Upstream: DEPLOYMENT_EVENT_FIELDS (3.8.8). */
export function changedFields(before: DeploymentRow, after: DeploymentRow): ChangedFields {
  const changed: Record<string, { from: string; to: string }> = {};
  for (const field of [...TEXTS, ...VALUES]) {
    const from = JSON.stringify(before[field]);
    const to = JSON.stringify(after[field]);
    if (from !== to) changed[field] = { from, to };
  }
  for (const [field, name] of Object.entries(JSONS)) {
    const [from, to] = [before[name], after[name]];
    if (!sameJson(from, to)) changed[field] = { from: from ?? 'null', to: to ?? 'null' };
  }
  return changed;
}
