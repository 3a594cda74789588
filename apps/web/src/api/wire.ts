import type { ApiKeyResponse } from '@orch/contract';

/** Answers whose type the contract does not name; only the members that pages read. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly created: string;
  readonly settings: Readonly<Record<string, boolean | null>>;
  readonly link: string | null;
  readonly location: string | null;
}
export interface ListedKey extends ApiKeyResponse {
  readonly last_used: string | null;
  readonly masked_key: string;
}
export interface ServiceAccount {
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly actor_id: string;
  readonly account_role_id: string;
  readonly account_role_name: string | null;
  readonly api_key: ListedKey | null;
}
export interface WorkspaceOfWire {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  readonly description: string;
  readonly handle: string;
  readonly created: string;
  readonly default_workspace_role_id: string | null;
}
