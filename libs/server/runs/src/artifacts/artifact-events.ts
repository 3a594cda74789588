import {
  type OutgoingEvent,
  RESOURCE_ID,
  RESOURCE_NAME,
  RESOURCE_ROLE,
  type ResourceLabels,
} from '@orch/events';
import { type Micros, jsonText } from '@orch/kernel';
import type { ArtifactCollectionRow } from './artifact.presenter.ts';

const related = (kind: string, id: string | null, role: string): ResourceLabels[] =>
  id === null ? [] : [{ [RESOURCE_ID]: `prefect.${kind}.${id}`, [RESOURCE_ROLE]: role }];

/**
 * `prefect.artifact-collection.{created,updated,deleted}`. The artifact's own event is sent by the client that made it.
 * Upstream: events/schemas/lifecycle.py, _artifact_collection_event (3.8.8).
 */
export const artifactCollectionEvent = (
  action: 'created' | 'updated' | 'deleted',
  row: ArtifactCollectionRow,
  id: string,
  occurredUs: Micros,
): OutgoingEvent => ({
  id,
  occurredUs,
  event: `prefect.artifact-collection.${action}`,
  resource: { [RESOURCE_ID]: `prefect.artifact-collection.${row.id}`, [RESOURCE_NAME]: row.key },
  related: [
    ...related('artifact', row.latest_id, 'latest'),
    ...related('flow-run', row.flow_run_id, 'flow-run'),
    ...related('task-run', row.task_run_id, 'task-run'),
  ],
  payload: jsonText(
    `{"key":${JSON.stringify(row.key)},"type":${JSON.stringify(row.type)},"data":${row.data ?? 'null'},` +
      `"description":${JSON.stringify(row.description)}}`,
  ),
  follows: null,
});
