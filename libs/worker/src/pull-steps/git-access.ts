import type { JsonObject } from '@orch/client';
import type { Inputs } from './inputs.ts';

/** How git gets in: variables of its environment, and what must not be shown. */
export interface GitAccess {
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** Who a token without a user name belongs to, as the hosts want it. */
const TOKEN_USERS: readonly (readonly [host: string, user: string])[] = [
  ['github', 'x-access-token'],
  ['gitlab', 'oauth2'],
  ['bitbucket', 'x-token-auth'],
];
const TOKEN_MEMBERS = ['access_token', 'token', 'password', 'value'];

const firstText = (block: JsonObject, members: readonly string[]): string | undefined => {
  for (const member of members) {
    const value = block[member];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
};

/** `user:token`, or the token with the user its host expects. */
const userAndPassword = (host: string, user: string | undefined, token: string): [string, string] => {
  const at = token.indexOf(':');
  if (user !== undefined) return [user, token];
  if (at > 0) return [token.slice(0, at), token.slice(at + 1)];
  const known = TOKEN_USERS.find(([part]) => host.includes(part));
  return [known?.[1] ?? 'git', token];
};

/**
 * The access for a repository. The token is given to git in its environment, as another spelling of the host's URL: so
 * submodules on the same host get it too.
 * @throws Error for both kinds at once, or a kind of URL that takes no token
 */
export const gitAccessOf = (url: string, inputs: Inputs): GitAccess => {
  const accessToken = inputs.optionalText('access_token');
  const block = inputs.object('credentials');
  if (accessToken !== undefined && block !== undefined)
    throw new Error('give "access_token" or "credentials", not both');
  const token = accessToken ?? (block && firstText(block, TOKEN_MEMBERS));
  if (block && token === undefined) throw new Error('"credentials" holds no token');
  const inUrl = URL.canParse(url) ? new URL(url).password : '';
  if (token === undefined) return { env: {}, secrets: inUrl === '' ? [] : [decodeURIComponent(inUrl)] };
  if (!/^https?:\/\//.test(url)) throw new Error('a token only helps with an http(s) URL');
  const { protocol, host } = new URL(url);
  const [user, password] = userAndPassword(host, block && firstText(block, ['username']), token);
  const spelled = `${protocol}//${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}/`;
  return {
    env: {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${spelled}.insteadOf`,
      GIT_CONFIG_VALUE_0: `${protocol}//${host}/`,
    },
    secrets: [token, password],
  };
};
