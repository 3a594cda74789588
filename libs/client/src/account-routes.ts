import type {
  AccountMember,
  AccountOfMe,
  AccountRoleOfWire,
  ApiKeyResponse,
  AuditEventOfWire,
  AuditVerification,
  Invitation,
  MeResponse,
  ScopeOfWire,
  Team,
  WorkspaceOfMe,
  WorkspaceRoleOfWire,
} from '@orch/contract';
import type { JsonObject } from './json-object.ts';

interface Page {
  readonly limit?: number;
  readonly offset?: number;
}
interface NewKey {
  readonly name: string;
  readonly expiration?: string | null;
  readonly workspace_id?: string | null;
  readonly scopes?: readonly string[] | null;
}
/** Filters by name or id, as the routes about people take them. */
interface Named {
  readonly any_?: readonly string[];
}
interface Filter {
  readonly id?: Named;
  readonly name?: Named;
}

/** Routes about people and accounts: they lie at the root of the API, beside the workspaces. */
export interface AccountRoutes {
  'GET /me/': { answer: MeResponse };
  'GET /me/workspaces': { answer: readonly WorkspaceOfMe[] };
  'GET /me/accounts': { answer: readonly AccountOfMe[] };
  'GET /accounts/{account}': { answer: JsonObject };
  'PATCH /accounts/{account}': { body: JsonObject; answer: undefined };
  'POST /accounts/{account}/workspaces': { body: JsonObject; answer: JsonObject };
  'POST /accounts/{account}/account_memberships/filter': {
    body: Page & { readonly account_memberships?: { readonly search?: string; readonly email?: Named } };
    answer: readonly AccountMember[];
  };
  'PATCH /accounts/{account}/account_memberships/{id}': {
    body: { readonly account_role_id: string };
    answer: undefined;
  };
  'DELETE /accounts/{account}/account_memberships/{id}': { answer: undefined };
  'POST /accounts/{account}/account_roles/filter': { body: Page; answer: readonly AccountRoleOfWire[] };
  'POST /accounts/{account}/workspace_roles/': { body: JsonObject; answer: WorkspaceRoleOfWire };
  'POST /accounts/{account}/workspace_roles/filter': {
    body: Page & { readonly workspace_roles?: Filter };
    answer: readonly WorkspaceRoleOfWire[];
  };
  'DELETE /accounts/{account}/workspace_roles/{id}': { answer: undefined };
  'GET /accounts/{account}/scopes': { answer: readonly ScopeOfWire[] };
  'POST /accounts/{account}/invitations': { body: JsonObject; answer: Invitation };
  'POST /accounts/{account}/invitations/filter': { body: Page; answer: readonly Invitation[] };
  'POST /accounts/{account}/invitations/{id}/resend': { answer: Invitation };
  'DELETE /accounts/{account}/invitations/{id}': { answer: undefined };
  'POST /accounts/{account}/teams': { body: JsonObject; answer: Team };
  'POST /accounts/{account}/teams/filter': {
    body: Page & { readonly teams?: Filter };
    answer: readonly Team[];
  };
  'GET /accounts/{account}/teams/{id}': { answer: Team };
  'DELETE /accounts/{account}/teams/{id}': { answer: undefined };
  'POST /accounts/{account}/bots/': { body: JsonObject; answer: JsonObject };
  'POST /accounts/{account}/bots/filter': {
    body: Page & { readonly bots?: Filter };
    answer: readonly JsonObject[];
  };
  'POST /accounts/{account}/bots/{id}/rotate_api_key': { body: JsonObject; answer: JsonObject };
  'DELETE /accounts/{account}/bots/{id}': { answer: undefined };
  'POST /accounts/{account}/audit-events/filter': {
    body: JsonObject;
    answer: { readonly events: readonly AuditEventOfWire[]; readonly next_cursor: number | null };
  };
  'POST /accounts/{account}/audit-events/verify': {
    body: { readonly after?: number };
    answer: AuditVerification;
  };
  'GET /users/{user}/api_keys': { answer: readonly ApiKeyResponse[] };
  'POST /users/{user}/api_keys': { body: NewKey; answer: ApiKeyResponse };
  'DELETE /users/{user}/api_keys/{id}': { answer: undefined };
}
