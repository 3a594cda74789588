import { Failure, usage } from '../../failure.ts';
import type { DeploymentRow } from '../../find/find-deployment.ts';
import type { Given } from '../../given.ts';
import { pastFrom } from '../../values.ts';
import { scheduleFrom } from './schedule-options.ts';
import { scheduleText } from './schedule-text.ts';
import { type Mapping, isMapping } from '../../mapping.ts';

/** From when to when, both included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** @throws Failure unless it begins before it ends */
export const spanFrom = (given: Given, nowMs: number): Span => {
  const from = given.text('from');
  if (from === undefined) throw usage('from when? --from 2026-01-01, or --from 7d');
  const to = given.text('to');
  const span = {
    from: pastFrom(from, '--from', nowMs),
    to: to === undefined ? new Date(nowMs).toISOString() : pastFrom(to, '--to', nowMs),
  };
  if (span.from > span.to) throw usage('--from comes before --to');
  return span;
};

/** The schedule of the options, else the one that the deployment has. @throws Failure when that is not clear */
export const scheduleToFill = (given: Given, { schedules, name }: DeploymentRow): Mapping => {
  if (['cron', 'interval', 'rrule'].some((kind) => given.text(kind) !== undefined))
    return scheduleFrom(given);
  const all = (Array.isArray(schedules) ? schedules : []).filter(isMapping);
  const wanted = given.text('schedule');
  const fitting =
    wanted === undefined
      ? all
      : all.filter(({ id, slug }) => slug === wanted || String(id).startsWith(wanted));
  const schedule = fitting[0]?.['schedule'];
  if (fitting.length === 1 && isMapping(schedule)) return schedule;
  if (fitting.length === 0)
    throw usage(
      wanted === undefined
        ? `deployment ${name} has no schedule`
        : `deployment ${name} has no schedule "${wanted}"`,
      'Say when: --cron, --interval or --rrule',
    );
  throw usage(
    `deployment ${name} has ${fitting.length} schedules`,
    `Say which: ${fitting.map((one) => `--schedule ${String(one['slug'] ?? one['id'])} (${scheduleText(one['schedule'])})`).join(', ')}`,
  );
};

/** Moments of a schedule within a span, in order. @throws Failure when they are more than `max` */
export const momentsBetween = async (
  schedule: Mapping,
  { from, to }: Span,
  max: number,
): Promise<readonly string[]> => {
  const [{ scheduleDates, ScheduleError }, { microsToWire, parseMicros }] = await Promise.all([
    import('@orch/scheduling'),
    import('@orch/kernel'),
  ]);
  const stored = {
    timezone: null,
    ...('interval' in schedule ? { anchor_date: from } : {}),
    ...schedule,
  } as unknown as Parameters<typeof scheduleDates>[0]; // what the server answers with, or the options say
  const [startUs, endUs] = [parseMicros(from)!, parseMicros(to)!];
  try {
    const moments = [...scheduleDates(stored, { startUs, endUs, max: max + 1 })].sort((a, b) => a - b);
    if (moments.length > max)
      throw usage(`these are more than ${max} runs`, 'Raise --limit, or take a shorter time.');
    return moments.map(microsToWire);
  } catch (error) {
    if (error instanceof ScheduleError) throw new Failure(`the schedule is not understood: ${error.message}`);
    throw error;
  }
};
