import { type Sql, sql } from '@orch/platform';

/**
 * `with recursive` text: the roles that `given` (a query of role ids) names, with all they inherit from. `union` ends
 * at roles that were met before, so even a circle would end.
 */
export const roleClosure = (given: Sql): Sql => sql`
  with recursive held as (
    select r.id, r.inherited_role_id, r.scopes from role r where r.id in (${given})
    union
    select r.id, r.inherited_role_id, r.scopes from role r join held h on r.id = h.inherited_role_id
  )`;
