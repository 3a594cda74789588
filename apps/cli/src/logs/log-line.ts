import type { LogResponse } from '@orch/contract';
import { manyLines, type Paint, type Style } from '../output/style.ts';
import { clockTime } from '../output/times.ts';

/** Python's levels by name. */
export const LEVELS: Readonly<Record<string, number>> = {
  debug: 10,
  info: 20,
  warning: 30,
  error: 40,
  critical: 50,
};
const levelName = (level: number): string =>
  Object.entries(LEVELS)
    .findLast(([, from]) => level >= from)?.[0]
    .toUpperCase() ?? 'DEBUG';
const levelStyle = (level: number): Style | undefined =>
  level >= 40 ? 'red' : level >= 30 ? 'yellow' : level >= 20 ? undefined : 'dim';

/** `2026-11-21 13:04:05.678 | INFO     | flow_runs | message`; further lines below the message. */
export const logLine = (log: LogResponse, paint: Paint): string => {
  const millis = /\.(\d{1,3})/.exec(log.timestamp)?.[1]?.padEnd(3, '0') ?? '000';
  const time = `${clockTime(log.timestamp)}.${millis}`;
  const head = `${time} | ${levelName(log.level).padEnd(8)} | `;
  const body = manyLines(log.message).replaceAll('\n', `\n${' '.repeat(head.length)}`);
  const style = levelStyle(log.level);
  return `${paint('dim', time)} | ${paint(style, levelName(log.level).padEnd(8))} | ${paint(style, body)}`;
};
