const PREFIX = 'tag:';

/** Seconds of a lease whose holder cannot renew it: a hundred years. */
export const ENDLESS_LEASE_SECONDS = 100 * 365 * 86_400;

/** A limit on a tag is a global limit with this name. */
export const limitNameOf = (tag: string): string => PREFIX + tag;

/** The tag that a limit is on, or undefined for other limits. */
export const tagOf = (limitName: string): string | undefined =>
  limitName.startsWith(PREFIX) ? limitName.slice(PREFIX.length) : undefined;
