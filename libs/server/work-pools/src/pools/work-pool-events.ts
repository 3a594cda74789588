import {
  type OutgoingEvent,
  RESOURCE_ID,
  RESOURCE_NAME,
  RESOURCE_ROLE,
  type ResourceLabels,
} from '@orch/events';
import { type JsonText, type Micros, jsonText } from '@orch/kernel';

/** What events tell about a pool. */
export interface EventPool {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly default_queue_id?: string | null;
  readonly storage_configuration?: string;
}

/** What events tell about a queue, with its pool. */
export interface EventQueue {
  readonly id: string;
  readonly name: string;
  readonly pool: EventPool;
}

/** Old and new value of changed fields, by wire name, as JSON text. */
export type ChangedFields = Readonly<Record<string, { readonly from: string; readonly to: string }>>;

/** Id and moment of an event. */
export interface EventStamp {
  readonly id: string;
  readonly occurredUs: Micros;
}

export const NO_PAYLOAD = jsonText('{}');

/** A pool as a related resource. */
export const relatedPool = (pool: EventPool): ResourceLabels => ({
  [RESOURCE_ID]: `prefect.work-pool.${pool.id}`,
  [RESOURCE_NAME]: pool.name,
  'prefect.work-pool.type': pool.type,
  [RESOURCE_ROLE]: 'work-pool',
});

/** A queue as a (related) resource. */
export const relatedQueue = (queue: { readonly id: string; readonly name: string }): ResourceLabels => ({
  [RESOURCE_ID]: `prefect.work-queue.${queue.id}`,
  [RESOURCE_NAME]: queue.name,
  [RESOURCE_ROLE]: 'work-queue',
});

function relatedOfPool(pool: EventPool): ResourceLabels[] {
  const related: ResourceLabels[] = [];
  if (pool.default_queue_id)
    related.push({
      [RESOURCE_ID]: `prefect.work-queue.${pool.default_queue_id}`,
      [RESOURCE_ROLE]: 'default-queue',
    });
  const storage = JSON.parse(pool.storage_configuration ?? '{}') as {
    default_result_storage_block_id?: string | null;
  };
  const block = storage.default_result_storage_block_id;
  if (block)
    related.push({ [RESOURCE_ID]: `prefect.block-document.${block}`, [RESOURCE_ROLE]: 'result-storage' });
  return related;
}

const event = (
  stamp: EventStamp,
  name: string,
  resource: ResourceLabels,
  related: readonly ResourceLabels[],
  payload: JsonText = NO_PAYLOAD,
): OutgoingEvent => ({
  id: stamp.id,
  occurredUs: stamp.occurredUs,
  event: name,
  resource,
  related,
  payload,
  follows: null,
});

/** `{"updated_fields": [...], "updates": {field: {from, to}}}`, values spliced in as they are stored. */
export function updatesPayload(changed: ChangedFields): JsonText {
  const fields = Object.entries(changed);
  const updates = fields
    .map(([name, { from, to }]) => `${JSON.stringify(name)}:{"from":${from},"to":${to}}`)
    .join(',');
  return jsonText(
    `{"updated_fields":${JSON.stringify(fields.map(([name]) => name))},"updates":{${updates}}}`,
  );
}

const kebab = (status: string): string => status.toLowerCase().replaceAll('_', '-');

/** Upstream: models/events.py, work_pool_created_event and work_pool_deleted_event (3.8.8). */
export const poolCreated = (stamp: EventStamp, pool: EventPool): OutgoingEvent =>
  event(stamp, 'prefect.work-pool.created', relatedPool(pool), relatedOfPool(pool));
export const poolDeleted = (stamp: EventStamp, pool: EventPool): OutgoingEvent =>
  event(stamp, 'prefect.work-pool.deleted', relatedPool(pool), relatedOfPool(pool));
export const poolUpdated = (stamp: EventStamp, pool: EventPool, changed: ChangedFields): OutgoingEvent =>
  event(stamp, 'prefect.work-pool.updated', relatedPool(pool), [], updatesPayload(changed));
/** Upstream: models/events.py, work_pool_status_event (3.8.8). */
export const poolStatusChanged = (stamp: EventStamp, pool: EventPool, status: string): OutgoingEvent => {
  const { [RESOURCE_ROLE]: _role, ...resource } = relatedPool(pool);
  return event(stamp, `prefect.work-pool.${kebab(status)}`, resource as ResourceLabels, []);
};

/** Upstream: models/events.py, work_queue_*_event (3.8.8). */
const queueEvent =
  (name: string) =>
  (stamp: EventStamp, queue: EventQueue): OutgoingEvent =>
    event(stamp, `prefect.work-queue.${name}`, relatedQueue(queue), [relatedPool(queue.pool)]);
export const queueCreated = queueEvent('created');
export const queueDeleted = queueEvent('deleted');
export const queueUpdated = (stamp: EventStamp, queue: EventQueue, changed: ChangedFields): OutgoingEvent =>
  event(
    stamp,
    'prefect.work-queue.updated',
    relatedQueue(queue),
    [relatedPool(queue.pool)],
    updatesPayload(changed),
  );
export const queueStatusChanged = (stamp: EventStamp, queue: EventQueue, status: string): OutgoingEvent =>
  queueEvent(kebab(status))(stamp, queue);
