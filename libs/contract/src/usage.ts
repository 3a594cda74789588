import * as z from 'zod';
import { wireDateTime, wireStr } from './primitives.ts';
import { optional } from './wire-type.ts';

/**
 * GET A/rate-limits/usage, A = `/api/accounts/{id}`: what was asked of the account by minute. Without `since`, the hour
 * before `until`; without `until`, up to now. `keys` are comma-separated kinds of requests, such as `runs,logs`;
 * without them every kind that was asked for.
 */
export const rateLimitUsageQuery = z.object({
  since: optional(wireDateTime),
  until: optional(wireDateTime),
  keys: optional(wireStr),
});
export type RateLimitUsageQuery = z.output<typeof rateLimitUsageQuery>;

/** Its answer; the arrays stand beside `minutes`. */
export interface RateLimitUsage {
  readonly account: string;
  readonly since: string;
  readonly until: string;
  readonly minutes: readonly string[];
  readonly keys: Readonly<
    Record<string, { readonly requested: readonly number[]; readonly granted: readonly number[] }>
  >;
}

/** One network of A/ip_allowlist. `last_seen`: when a request last came from it. */
export interface IpAllowlistEntry {
  readonly ip_network: string;
  readonly enabled: boolean;
  readonly description: string | null;
  readonly last_seen: string | null;
}
