import { type Statement, prepared } from '@orch/platform';

/** The configuration row that names the default result storage. Upstream: models/storage_defaults.py (3.8.8). */
export const DEFAULT_STORAGE_KEY = 'server-default-result-storage';

const CLEAR = prepared(
  'blocks.clear_default_storage',
  `delete from configuration c where c.workspace_id = $1 and c.key = '${DEFAULT_STORAGE_KEY}' and not exists (
     select from block_document d where d.workspace_id = c.workspace_id
     and d.id::text = c.value ->> 'default_result_storage_block_id')`,
);

/** Forgets the default result storage if its document is gone; to be sent after documents were deleted. */
export const clearDefaultStorage = (workspaceId: string): Statement => CLEAR.with(workspaceId);
