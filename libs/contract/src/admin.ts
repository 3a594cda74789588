import * as z from 'zod';

import { embeddedBody } from './filters.ts';
import { withOpaque } from './opaque.ts';
import { opaqueObject, wireStr, wireUuid } from './primitives.ts';
import { list, optionalMember } from './wire-type.ts';

/** Body of PUT `/admin/storage`. */
export const resultStorageUpdate = z.object({ default_result_storage_block_id: wireUuid });
export type ResultStorageUpdate = z.output<typeof resultStorageUpdate>;

export const csrfTokenQuery = z.object({ client: wireStr });

/** Body of POST `/ui/schemas/validate`. */
export const uiSchemaValidateBody = withOpaque(embeddedBody({ schema: opaqueObject, values: opaqueObject }), [
  'schema',
  'values',
]);
export type UiSchemaValidateBody = z.output<typeof uiSchemaValidateBody>;

/** Body of POST `/task_workers/filter`. */
export const taskWorkersFilterBody = embeddedBody({
  task_worker_filter: optionalMember(z.object({ task_keys: list(wireStr) })),
});
