import * as z from 'zod';

import { wireBool, wireDateTime, wireStrMax } from './primitives.ts';
import { list, maybe, optional, orNull, withDefault } from './wire-type.ts';

/*
 * SCIM 2.0 (RFC 7643, RFC 7644): an identity provider keeps members and teams of an account as its directory has them.
 * Base URL: `/api/accounts/{account}/scim/v2`; its members are named as the standard names them.
 */

/** `POST A/scim/tokens` 201: the answer shows the token this once; `GET` (list), `DELETE …/{id}` 204. */
export const scimTokenCreate = z.object({ name: wireStrMax(255), expiration: orNull(wireDateTime) });
export type ScimTokenCreate = z.output<typeof scimTokenCreate>;
export interface ScimToken {
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly expiration: string | null;
  readonly last_used: string | null;
  /** Only in the answer that creates it. */
  readonly token?: string;
  /** What the identity provider wants to know as "tenant URL" or "base URL". */
  readonly base_url: string;
}

export const SCIM_SCHEMAS = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const;

const text = wireStrMax(255);

/** `POST Users`, `PUT Users/{id}`. What is not here is not kept. */
export const scimUserBody = z.object({
  userName: wireStrMax(254),
  externalId: maybe(text),
  name: maybe(z.object({ givenName: maybe(text), familyName: maybe(text) })),
  active: withDefault(wireBool, true),
});
export type ScimUserBody = z.output<typeof scimUserBody>;

/** `POST Groups`, `PUT Groups/{id}`. */
export const scimGroupBody = z.object({
  displayName: text,
  externalId: maybe(text),
  members: withDefault(list(z.object({ value: text })), []),
});
export type ScimGroupBody = z.output<typeof scimGroupBody>;

/** `PATCH Users/{id}`, `PATCH Groups/{id}`. Some providers write `Add` and `Replace`. */
export const scimPatchBody = z.object({
  Operations: list(
    z.object({ op: wireStrMax(10), path: optional(wireStrMax(500)), value: z.unknown().optional() }),
  ),
});
export type ScimPatchBody = z.output<typeof scimPatchBody>;

/** `GET Users`, `GET Groups`. */
export const scimListQuery = z.object({
  filter: optional(wireStrMax(1_000)),
  startIndex: optional(wireStrMax(10)),
  count: optional(wireStrMax(10)),
  excludedAttributes: optional(wireStrMax(500)),
});
export type ScimListQuery = z.output<typeof scimListQuery>;
