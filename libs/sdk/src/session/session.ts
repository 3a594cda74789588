import { connectionOfProgram, type ProgramConnection } from '@orch/client';
import { OfflineError } from '../errors.ts';
import { ControlPlane } from './control-plane.ts';
import { environment } from './environment.ts';

const FLUSH_MS_MAX = 120_000;

let chosen: ProgramConnection | 'offline' | undefined;
let plane: ControlPlane | null | undefined;
let roots = 0;

const say = (message: string): void => void process.stderr.write(`orch: ${message}\n`);

/**
 * Chooses the server for this process instead of the environment and `~/.orch/profiles.toml`; `'offline'` runs flows as
 * plain functions. Call it before the first flow runs.
 */
export const configure = (
  connection: { readonly apiUrl: string; readonly key?: string } | 'offline',
): void => {
  chosen =
    connection === 'offline'
      ? 'offline'
      : { apiUrl: connection.apiUrl, key: connection.key, source: 'configure()' };
  plane = undefined;
};

/** The server in use; null when none is named anywhere: flows then run in this process alone. */
export const currentPlane = (): ControlPlane | null => {
  if (plane !== undefined) return plane;
  const connection = chosen === 'offline' ? null : (chosen ?? connectionOfProgram(environment()));
  plane = connection === null ? null : new ControlPlane(connection, say);
  return plane;
};

/** The server in use. @throws OfflineError when there is none */
export const requirePlane = (what: string): ControlPlane => {
  const current = currentPlane();
  if (current === null) throw new OfflineError(what);
  return current;
};

/** Sends everything that waits: events until they are acknowledged, log lines until they are taken. */
export const flush = async (timeoutMs = FLUSH_MS_MAX): Promise<void> => {
  const current = currentPlane();
  if (current === null) return;
  const [events, logs] = await Promise.allSettled([
    current.events.flush(timeoutMs),
    current.logs.flush(timeoutMs),
  ]);
  if (events.status === 'rejected') say(String(events.reason?.message ?? events.reason));
  if (logs.status === 'fulfilled' && !logs.value) say(`${current.logs.waiting} log lines could not be sent`);
};

/** Runs the outermost flow or task: what it sent has arrived before it returns, and nothing keeps the process alive. */
export const asRoot = async <T>(run: () => Promise<T>): Promise<T> => {
  roots++;
  try {
    return await run();
  } finally {
    if (roots === 1) await flush();
    if (--roots === 0) currentPlane()?.events.close();
  }
};
