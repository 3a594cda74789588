import * as session from './session.ts';

/**
 * Chooses the server for this process instead of the environment and `~/.orch/profiles.toml`; `'offline'` runs flows as
 * plain functions. Call it before the first flow runs.
 */
export const configure: (connection: { readonly apiUrl: string; readonly key?: string } | 'offline') => void =
  session.configure;

/** Sends everything that waits. Flows do it when they end; longer programs may do it between. */
export const flush: (timeoutMs?: number) => Promise<void> = session.flush;
