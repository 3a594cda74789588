import { currentFlow, currentTask } from '../context/run-context.ts';
import { captureConsole } from './capture-console.ts';
import { type Logger, loggerFor } from './logger.ts';

const OUTSIDE = loggerFor({ label: 'orch', logger: 'orch', flowRunId: null, taskRunId: null });

const current = (): Logger => currentTask()?.logger ?? currentFlow()?.logger ?? OUTSIDE;

/** The logger of the run we are in; outside of one it writes to stderr only. */
export const logger: Logger = {
  debug: (...words) => current().debug(...words),
  info: (...words) => current().info(...words),
  warn: (...words) => current().warn(...words),
  error: (...words) => current().error(...words),
};

/** Makes `console.log` and the like log lines, in runs that ask for it, until the returned function is called. */
export const capturePrints = (): (() => void) =>
  captureConsole(() => {
    const task = currentTask();
    const scope = task ?? currentFlow();
    return scope?.logPrints ? (level, words) => scope.logger[level](...words) : null;
  });
