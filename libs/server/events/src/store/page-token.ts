import { type EventFilter, eventFilter, parseUuid } from '@orch/contract';
import { microsToWire } from '@orch/kernel';
import type { OccurredRange } from './event-range.ts';
import type { EventKey } from './event.reader.ts';

/** Where a listing of events goes on. It holds the query only: the workspace comes from the URL, as for every request. */
export interface PageToken {
  readonly filter: EventFilter;
  readonly range: OccurredRange;
  readonly limit: number;
  /** `null`: was not to be counted. */
  readonly total: number | null;
  /** Events on the pages before. */
  readonly seen: number;
  readonly after: EventKey;
}

const LIMIT_MAX = 50;

export function encodePageToken({ filter, range, limit, total, seen, after }: PageToken): string {
  const occurred = { since: microsToWire(range.sinceUs), until: microsToWire(range.untilUs) };
  const content = {
    filter: { ...filter, occurred },
    limit,
    total,
    seen,
    after: [after.occurredUs, after.id],
  };
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Undefined for text that is no token. */
export function decodePageToken(text: string): PageToken | undefined {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof content !== 'object' || content === null) return undefined;
  const { filter: given, limit, total, seen, after } = content as Record<string, unknown>; // every member is checked
  const filter = eventFilter.safeParse(given);
  if (!filter.success || !isCount(limit) || limit > LIMIT_MAX || !isCount(seen)) return undefined;
  if (total !== null && !isCount(total)) return undefined;
  const [occurredUs, id] = Array.isArray(after) ? (after as unknown[]) : [];
  const { since, until } = filter.data.occurred;
  if (
    !Number.isSafeInteger(occurredUs) ||
    typeof id !== 'string' ||
    since === undefined ||
    until === undefined
  )
    return undefined;
  const key = parseUuid(id);
  if (key === undefined || Math.abs(Number(occurredUs)) > 8.6e18) return undefined;
  return {
    filter: filter.data,
    range: { sinceUs: since, untilUs: until },
    limit,
    total,
    seen,
    after: { occurredUs: Number(occurredUs), id: key },
  };
}
