import type { Schedule } from '@orch/contract';
import { InvalidRequest } from '@orch/platform';
import { ScheduleError, parseCron, parseRRule } from '@orch/scheduling';

type Path = readonly (string | number)[];
interface Holder {
  readonly schedule?: Schedule | null | undefined;
}

/** The member that cannot be understood, where the reference's errors show it, and why. */
function problemOf(schedule: Schedule): { readonly path: Path; readonly reason: string } | undefined {
  const [path, read]: [Path, () => unknown] =
    'cron' in schedule
      ? [['CronSchedule', 'cron'], () => parseCron(schedule.cron)]
      : 'rrule' in schedule
        ? [['RRuleSchedule', 'rrule'], () => parseRRule(schedule.rrule)]
        : [['IntervalSchedule', 'interval'], () => undefined];
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return { path, reason: error.message };
  }
}

/**
 * Refuses cron expressions and rules that cannot be understood before anything is written.
 * @param at the place of the list in the request, e.g. `['body', 'schedules']`; of a single schedule: its holder
 * @throws InvalidRequest naming every one of them, index included
 */
export function refuseUnreadableSchedules(given: readonly Holder[] | Holder, at: Path): void {
  const holders: (readonly [Path, Holder])[] = Array.isArray(given)
    ? given.map((one: Holder, i) => [[...at, i], one] as const)
    : [[at, given as Holder]]; // not a list
  const details = holders.flatMap(([place, { schedule }]) => {
    const problem = schedule ? problemOf(schedule) : undefined;
    if (!problem) return [];
    const loc = [...place, 'schedule', ...problem.path];
    return [{ type: 'value_error', loc, msg: `Value error, ${problem.reason.slice(0, 300)}` }];
  });
  if (details.length > 0) throw new InvalidRequest(details.slice(0, 50));
}
