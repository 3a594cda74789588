import type { ScheduleRule } from '../../api/deployments.ts';

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** "Every 15 minutes". */
export function intervalText(seconds: number): string {
  const [size, unit] = UNITS.find(([one]) => seconds >= one && seconds % one === 0) ?? [1, 'second'];
  const count = seconds / size;
  return count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`;
}

const clock = (hour: string, minute: string): string => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,2}$/.test(text);

/** The usual expressions in words; others as they are. */
export function cronText(cron: string): string {
  const [minute, hour, day, month, weekday, ...more] = cron.trim().split(/\s+/);
  if (more.length > 0 || month !== '*') return cron;
  if (minute === '*' && hour === '*' && day === '*' && weekday === '*') return 'Every minute';
  if (!isNumber(minute)) return cron;
  if (hour === '*' && day === '*' && weekday === '*') return `Every hour at minute ${minute}`;
  if (!isNumber(hour)) return cron;
  const at = clock(hour, minute);
  if (day === '*' && weekday === '*') return `Every day at ${at}`;
  if (day === '*' && weekday === '1-5') return `Monday to Friday at ${at}`;
  if (day === '*' && isNumber(weekday) && DAYS[Number(weekday)])
    return `Every ${DAYS[Number(weekday)]} at ${at}`;
  if (isNumber(day) && weekday === '*') return `On day ${day} of the month at ${at}`;
  return cron;
}

/** A schedule in a line. */
export function scheduleText(rule: ScheduleRule): string {
  if (rule.cron !== undefined) return cronText(rule.cron);
  if (rule.interval !== undefined) return intervalText(rule.interval);
  return rule.rrule?.replace(/^DTSTART[^\n]*\n/, '').replace(/^RRULE:/, '') ?? 'No rule';
}
