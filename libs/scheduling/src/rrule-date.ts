import { US_PER_SECOND, parseMicros } from '@orch/kernel';
import type { WallSeconds } from './wall-time.ts';

/** A date of a rule: what the clock shows, and whether it came with a zone (which the schedule's own zone replaces). */
export interface RuleDate {
  readonly wall: WallSeconds;
  readonly isAware: boolean;
}

const COMPACT =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/;

/** `20200101`, `20200101T090000`, with dashes and colons, with `Z` or an offset. `undefined` for anything else. */
export function parseRuleDate(text: string): RuleDate | undefined {
  const parts = COMPACT.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = parts;
  const us = parseMicros(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return us === undefined ? undefined : { wall: us / US_PER_SECOND, isAware: zone !== undefined };
}
