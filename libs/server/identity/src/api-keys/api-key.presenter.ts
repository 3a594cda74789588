import type { ApiKeyResponse } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import type { ApiKeyRow } from './api-key.repository.ts';

export const timeOrNull = (text: string | null): string | null => (text === null ? null : pgToWire(text));

/** A key as it is listed: the key itself is in the answer of its creation only. */
export interface ListedApiKey extends ApiKeyResponse {
  readonly last_used: string | null;
  /** Prefix and last characters, to recognise the key by. */
  readonly masked_key: string;
}

export const presentApiKey = (row: ApiKeyRow): ListedApiKey => ({
  id: row.id,
  created: pgToWire(row.created),
  name: row.name,
  expiration: timeOrNull(row.expires_at),
  workspace_id: row.only_workspace,
  scopes: row.only_scopes,
  last_used: timeOrNull(row.last_used_at),
  masked_key: row.shown,
});
