import type { OutgoingEvent } from '@orch/events';
import { type Micros, jsonText } from '@orch/kernel';
import type { FlowRow } from './flow.presenter.ts';

type Told = Pick<FlowRow, 'id' | 'name' | 'tags' | 'labels'>;

/** `prefect.flow.{created,updated,deleted}`. Upstream: events/schemas/lifecycle.py, _flow_event (3.8.8). */
export const flowEvent = (
  action: 'created' | 'updated' | 'deleted',
  flow: Told,
  id: string,
  occurredUs: Micros,
): OutgoingEvent => ({
  id,
  occurredUs,
  event: `prefect.flow.${action}`,
  resource: { 'prefect.resource.id': `prefect.flow.${flow.id}`, 'prefect.resource.name': flow.name },
  related: [],
  payload: jsonText(
    `{"name":${JSON.stringify(flow.name)},"tags":${JSON.stringify(flow.tags)},"labels":${flow.labels}}`,
  ),
  follows: null,
});
