import { Console } from 'node:console';
import type { CommandContext } from '../context.ts';

/**
 * Tells SDKs in this process which server counts: that of a flow is another copy, and reads the environment. What a flow
 * prints goes to stderr: stdout is for data.
 */
export const useInThisProcess = (
  { connection: { apiUrl, key } }: CommandContext,
  more: Readonly<Record<string, string>> = {},
): void => {
  const env = { ORCH_API_URL: apiUrl, ...(key === undefined ? {} : { ORCH_API_KEY: key }), ...more };
  // eslint-disable-next-line no-restricted-syntax -- the only way to tell a copy of the SDK that the flow brings
  Object.assign(process.env, env);
  const { log } = new Console(process.stderr);
  Object.assign(console, { log, info: log, debug: log });
};
