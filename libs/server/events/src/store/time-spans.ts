import type { TimeUnit } from '@orch/contract';
import { type Micros, US_PER_SECOND } from '@orch/kernel';
import type { OccurredRange } from './event-range.ts';

export interface Span {
  readonly startUs: Micros;
  /** The last microsecond of it. */
  readonly endUs: Micros;
}

/** All spans are counted from here, a Monday. */
export const PIVOT_US: Micros = Date.UTC(2024, 3, 1) * 1_000;
const SPANS_MAX = 1_000;
/** Longer spans would begin before the first year. */
const YEARS_MAX = 1_000;
const SECONDS: Readonly<Record<TimeUnit, number>> = {
  week: 604_800,
  day: 86_400,
  hour: 3_600,
  minute: 60,
  second: 1,
};

export const spanUs = (unit: TimeUnit, interval: number): number =>
  Math.round(SECONDS[unit] * interval * US_PER_SECOND);

/**
 * The spans of time that cover a range, none of them in the future; or why there are none.
 * Upstream: server/events/counting.py, class TimeUnit (3.8.8).
 */
export function spansOf(
  range: OccurredRange,
  unit: TimeUnit,
  interval: number,
  nowUs: Micros,
): { readonly firstIndex: number; readonly spans: readonly Span[] } | string {
  const widthUs = spanUs(unit, interval);
  if (widthUs > YEARS_MAX * spanUs('day', 365))
    return `The given interval is too long: time_interval may make up ${YEARS_MAX} years at most.`;
  const wanted = Math.ceil((range.untilUs - range.sinceUs) / widthUs);
  if (wanted > SPANS_MAX) {
    return (
      `The given interval would create ${wanted} buckets, which is too many. Please increase the interval or reduce ` +
      `the time range to produce ${SPANS_MAX} buckets or fewer.`
    );
  }
  const unitUs = spanUs(unit, 1);
  const endOfNowUs = PIVOT_US + (Math.floor((nowUs - PIVOT_US) / unitUs) + 1) * unitUs - 1;
  const untilUs = Math.min(range.untilUs, range.untilUs > nowUs ? endOfNowUs : range.untilUs);
  const firstIndex = Math.floor((range.sinceUs - PIVOT_US) / widthUs);
  const spans: Span[] = [];
  for (let startUs = PIVOT_US + firstIndex * widthUs; startUs < untilUs; startUs += widthUs) {
    spans.push({ startUs, endUs: startUs + widthUs - 1 });
  }
  return { firstIndex, spans };
}
