import { OAUTH_CLI_CLIENT_ID } from './client-id.ts';
import type { CommandContext } from '../context.ts';
import { openLoopback } from './loopback.ts';
import { keyFrom, type OAuthServer, postForm } from './oauth-server.ts';
import { openBrowser } from './open-browser.ts';
import { newPkce, newState } from './pkce.ts';

const TIMEOUT_MS = 300_000;

/** Authorization code with PKCE; the browser comes back to a port of this machine. */
export const authorizeByBrowser = async (
  { terminal, print, signal }: CommandContext,
  server: OAuthServer,
  deviceName: string,
): Promise<string> => {
  const pkce = newPkce();
  const state = newState();
  const loopback = await openLoopback({ state, issuer: server.issuer }, TIMEOUT_MS);
  try {
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: OAUTH_CLI_CLIENT_ID,
      redirect_uri: loopback.redirectUri,
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
      state,
      device_name: deviceName,
    }).toString();
    print.note('Log in with your browser. If none opens, go to:');
    terminal.err(`  ${url.href}\n`);
    openBrowser(url.href, terminal.env['BROWSER'] || undefined);
    const stopped = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true }),
    );
    const code = await Promise.race([loopback.code, stopped]);
    return keyFrom(
      await postForm(server.token_endpoint, {
        grant_type: 'authorization_code',
        client_id: OAUTH_CLI_CLIENT_ID,
        code,
        redirect_uri: loopback.redirectUri,
        code_verifier: pkce.verifier,
      }),
    );
  } finally {
    loopback.close();
  }
};
