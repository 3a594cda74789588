import * as z from 'zod';
import { wireStrMax } from './primitives.ts';
import { maybe, optional } from './wire-type.ts';

/** PUT A/teams/{id}; absent members stay as they are. */
export const teamUpdate = z.object({
  name: optional(wireStrMax(255)),
  description: maybe(wireStrMax(4096)),
});
export type TeamUpdate = z.output<typeof teamUpdate>;

/** Who is in a team. `id` is the member's, as DELETE A/teams/{team}/members/{id} takes it. */
export interface TeamMembership {
  readonly id: string;
  readonly member_id: string;
  readonly actor_id: string;
  readonly member_type: 'user' | 'service_account';
  readonly name: string;
  readonly email: string | null;
}

/**
 * POST A/teams (201), GET A/teams/{id}; lines of POST A/teams/filter have the count and no memberships.
 * PUT A/teams/{id}/members (`teamMembersBody`) replaces all members (204).
 */
export interface Team {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly account_id: string;
  readonly name: string;
  readonly description: string | null;
  readonly member_count: number;
  readonly memberships?: readonly TeamMembership[];
}
