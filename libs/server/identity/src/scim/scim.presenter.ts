import { SCIM_SCHEMAS } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import type { ScimGroupMemberRow, ScimGroupRow } from './scim-group.repository.ts';
import type { ScimUserRow } from './scim-user.repository.ts';

/** @param base the address that `Users` stands below */
export const presentUser = (row: ScimUserRow, base: string): object => ({
  schemas: [SCIM_SCHEMAS.user],
  id: row.id,
  ...(row.external_id !== null && { externalId: row.external_id }),
  userName: row.email,
  name: {
    givenName: row.first_name,
    familyName: row.last_name,
    formatted: `${row.first_name} ${row.last_name}`.trim(),
  },
  displayName: `${row.first_name} ${row.last_name}`.trim() || row.handle,
  emails: [{ value: row.email, type: 'work', primary: true }],
  active: row.is_member,
  meta: metaOf('User', row, `${base}/Users/${row.id}`),
});

/** @param members undefined: they were not asked for */
export const presentGroup = (
  row: ScimGroupRow,
  members: readonly ScimGroupMemberRow[] | undefined,
  base: string,
): object => ({
  schemas: [SCIM_SCHEMAS.group],
  id: row.id,
  ...(row.external_id !== null && { externalId: row.external_id }),
  displayName: row.name,
  ...(members && {
    members: members.map(({ actor_id, email }) => ({
      value: actor_id,
      display: email,
      type: 'User',
      $ref: `${base}/Users/${actor_id}`,
    })),
  }),
  meta: metaOf('Group', row, `${base}/Groups/${row.id}`),
});

const metaOf = (
  resourceType: string,
  { created, updated }: { readonly created: string; readonly updated: string },
  location: string,
): object => ({ resourceType, created: pgToWire(created), lastModified: pgToWire(updated), location });
