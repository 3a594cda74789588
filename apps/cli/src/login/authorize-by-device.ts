import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceAuthorization } from '@orch/contract';
import { EXIT } from '../exit-codes.ts';
import type { CommandContext } from '../context.ts';
import { Failure } from '../failure.ts';
import { DEVICE_CODE_GRANT, OAUTH_CLI_CLIENT_ID } from './client-id.ts';
import { keyFrom, OAuthFailure, type OAuthServer, postForm } from './oauth-server.ts';

/** RFC 8628 3.5: asked to slow down, a client waits so much longer. */
const SLOWER_SECONDS = 5;

/** Device code (RFC 8628): the person types a short code into a browser on any machine. */
export const authorizeByDevice = async (
  { print, signal }: CommandContext,
  server: OAuthServer,
  deviceName: string,
): Promise<string> => {
  const device = (await postForm(server.device_authorization_endpoint, {
    client_id: OAUTH_CLI_CLIENT_ID,
    device_name: deviceName,
  })) as DeviceAuthorization; // the server's own form; what is missing fails below
  print.note(`Open ${device.verification_uri} on any machine and type in the code:`);
  print.note(`  ${device.user_code}`, 'bold');
  let intervalSeconds = device.interval;
  const endMs = Date.now() + device.expires_in * 1000;
  while (Date.now() < endMs) {
    await sleep(intervalSeconds * 1000, undefined, { signal });
    const outcome = await ask(server, device.device_code);
    if (typeof outcome === 'object') return outcome.key;
    if (outcome === 'slow_down') intervalSeconds += SLOWER_SECONDS;
  }
  throw new Failure('nobody approved in time', EXIT.timeout);
};

const ask = async (
  server: OAuthServer,
  deviceCode: string,
): Promise<{ readonly key: string } | 'authorization_pending' | 'slow_down'> => {
  const form = { grant_type: DEVICE_CODE_GRANT, client_id: OAUTH_CLI_CLIENT_ID, device_code: deviceCode };
  try {
    return { key: keyFrom(await postForm(server.token_endpoint, form)) };
  } catch (error) {
    if (!(error instanceof OAuthFailure)) throw error;
    if (error.code === 'authorization_pending' || error.code === 'slow_down') return error.code;
    if (error.code === 'access_denied') throw new Failure('the log-in was denied');
    throw new Failure(
      error.code === 'expired_token' ? 'nobody approved in time' : error.message,
      EXIT.timeout,
    );
  }
};
