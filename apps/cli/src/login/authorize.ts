import { hostname } from 'node:os';
import type { CommandContext } from '../context.ts';
import { authorizeByBrowser } from './authorize-by-browser.ts';
import { authorizeByDevice } from './authorize-by-device.ts';
import { discoverOAuth } from './oauth-server.ts';

/** Whether a browser on this machine would be seen by the person who types. */
const hasScreen = (env: Readonly<Record<string, string | undefined>>): boolean => {
  if (env['BROWSER']) return true;
  if (env['SSH_CONNECTION'] || env['SSH_TTY']) return false;
  return process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
};

/** Gets a key from the server with the person's consent: in a browser here, or by a code typed in elsewhere. */
export const authorize = async (
  context: CommandContext,
  root: string,
  byDevice: boolean,
): Promise<string> => {
  const server = await discoverOAuth(root);
  const deviceName = hostname().slice(0, 100);
  return byDevice || !hasScreen(context.terminal.env)
    ? authorizeByDevice(context, server, deviceName)
    : authorizeByBrowser(context, server, deviceName);
};
