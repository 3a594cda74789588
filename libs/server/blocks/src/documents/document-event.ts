import type { OutgoingEvent, ResourceLabels } from '@orch/events';
import { type Ids, type Micros } from '@orch/kernel';
import { type LifecycleAction, lifecycleEvent } from '../lifecycle-event.ts';
import { parseLosslessObject } from '../lossless-json.ts';
import type { BlockDocumentRow } from './block-document.presenter.ts';
import { secretPathsOf } from './secrets.ts';

/**
 * The event of a change of a document (`data` without secrets); null for anonymous ones.
 * Upstream: events/schemas/lifecycle.py, function _block_document_event (3.8.8).
 */
export function documentEvent(
  ids: Ids,
  nowUs: Micros,
  action: LifecycleAction,
  row: BlockDocumentRow,
): OutgoingEvent | null {
  if (row.is_anonymous) return null;
  const secret = new Set(secretPathsOf(parseLosslessObject(row.s_fields)).map((path) => path[0]));
  const shown = Object.entries(parseLosslessObject(row.data)).filter(
    ([key, v]) => typeof v === 'string' && !secret.has(key),
  );
  const payload = JSON.stringify({
    name: row.name,
    data: Object.fromEntries(shown),
    block_schema: {
      capabilities: row.s_capabilities,
      block_type: { id: row.block_type_id, name: row.t_name },
    },
  });
  const related: ResourceLabels[] = [
    {
      'prefect.resource.id': `prefect.block-type.${row.block_type_id}`,
      'prefect.resource.role': 'block-type',
      'prefect.resource.name': row.t_name,
    },
    {
      'prefect.resource.id': `prefect.block-schema.${row.block_schema_id}`,
      'prefect.resource.role': 'block-schema',
    },
  ];
  return lifecycleEvent(ids, nowUs, action, {
    kind: 'block-document',
    id: row.id,
    name: row.name,
    payload,
    related,
  });
}
