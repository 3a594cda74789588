import { format } from 'node:util';
import { storableText } from '@orch/client';
import { nextWireTime } from '../state/wire-time.ts';
import { currentPlane } from '../session/session.ts';
import { environment } from '../session/environment.ts';
import { originalConsole } from './capture-console.ts';

const LEVELS = { debug: 10, info: 20, warn: 30, error: 40 } as const;
export type LogLevel = keyof typeof LEVELS;

/** Writes to stderr and, within a run, to the control plane. Takes what `console.log` takes. */
export type Logger = Readonly<Record<LogLevel, (...words: readonly unknown[]) => void>>;

/** Which run a line belongs to. */
export interface LogPlace {
  /** What the line begins with, e.g. `Flow run 'quick-fox'`. */
  readonly label: string;
  readonly logger: string;
  readonly flowRunId: string | null;
  readonly taskRunId: string | null;
}

const thresholdOf = (): number => {
  const { ORCH_LOG_LEVEL } = environment();
  const wished = ORCH_LOG_LEVEL?.toLowerCase() ?? 'info';
  if (wished === 'off') return Number.POSITIVE_INFINITY;
  return Object.hasOwn(LEVELS, wished) ? LEVELS[wished as LogLevel] : LEVELS.info; // just tested
};

const write = (place: LogPlace, level: LogLevel, words: readonly unknown[]): void => {
  if (LEVELS[level] < thresholdOf()) return;
  const message = format(...words);
  const time = new Date().toISOString().slice(11, 23);
  originalConsole.error(`${time} | ${level.toUpperCase().padEnd(5)} | ${place.label} - ${message}`);
  if (place.flowRunId === null && place.taskRunId === null) return;
  currentPlane()?.logs.add({
    name: place.logger,
    level: LEVELS[level],
    message: storableText(message),
    timestamp: nextWireTime(),
    flow_run_id: place.flowRunId,
    task_run_id: place.taskRunId,
  });
};

/** The logger of a run. */
export const loggerFor = (place: LogPlace): Logger => ({
  debug: (...words) => write(place, 'debug', words),
  info: (...words) => write(place, 'info', words),
  warn: (...words) => write(place, 'warn', words),
  error: (...words) => write(place, 'error', words),
});
