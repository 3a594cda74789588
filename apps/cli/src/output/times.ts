const UNITS: readonly (readonly [seconds: number, letter: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
];

/** `5s`, `3m`, `2h`, `4d`: the largest unit that fits, rounded down. */
const largest = (seconds: number): string => {
  for (const [size, letter] of UNITS) if (seconds >= size) return `${Math.floor(seconds / size)}${letter}`;
  return '0s';
};

/** `3m ago`, `in 2h`, `now`; empty for no time. */
export const relativeTime = (moment: string | null | undefined, nowMs: number): string => {
  if (!moment) return '';
  const seconds = (nowMs - Date.parse(moment)) / 1000;
  if (Number.isNaN(seconds)) return moment;
  if (Math.abs(seconds) < 1) return 'now';
  return seconds > 0 ? `${largest(seconds)} ago` : `in ${largest(-seconds)}`;
};

/** `0.4s`, `12s`, `3m 5s`, `2h 4m`, `3d 1h`; empty for nothing. */
export const durationText = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined || seconds <= 0) return '';
  if (seconds < 10) return `${Math.floor(seconds * 10) / 10}s`;
  const at = UNITS.findIndex(([size]) => seconds >= size);
  const [size, letter] = UNITS[at]!;
  const next = UNITS[at + 1];
  const rest = next ? Math.floor((seconds % size) / next[0]) : 0;
  return `${Math.floor(seconds / size)}${letter}${next && rest > 0 ? ` ${rest}${next[1]}` : ''}`;
};

/** A moment for reading, in the zone of this machine: `2026-11-21 13:04:05`. */
export const clockTime = (moment: string | null | undefined): string => {
  if (!moment) return '';
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
};
