import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type RunningApp, startApp } from './running-app.ts';

/** What comes of credentials in local mode, where nobody needs any: docs/decisions/0015. */
let app: RunningApp;
let base: string;
const keys: Record<string, string> = {};

const ask = async (method: string, path: string, authorization?: string, body?: object) => {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as Record<string, string> };
};
const bearer = (name: string): string => `Bearer ${keys[name]}`;

beforeAll(async () => {
  app = await startApp();
  base = `${await app.listen()}/api`;
  await ask('POST', '/work_pools/', undefined, { name: 'pool', type: 'process' });
  const { body: me } = await ask('GET', '/me');
  const { body: places } = await ask('GET', '/me/workspaces');
  const { account_id, workspace_id } = (places as unknown as Record<string, string>[])[0]!; // the local one
  const keysOf = `/users/${me['id']}/api_keys`;
  const make = async (name: string, more: object = {}): Promise<string> => {
    const { body } = await ask('POST', keysOf, undefined, { name, ...more });
    keys[name] = body['key']!;
    return body['id']!;
  };
  await make('live');
  await make('narrowed', { workspace_id, scopes: ['flows:read'] });
  await ask('DELETE', `${keysOf}/${await make('revoked')}`);
  const { body: bot } = await ask('POST', `/accounts/${account_id}/bots`, undefined, {
    name: 'bot',
    account_role_name: 'Member',
  });
  keys['of a deleted service account'] = (bot['api_key'] as unknown as { key: string }).key;
  await ask('DELETE', `/accounts/${account_id}/bots/${bot['id']}`);
  keys['mistyped'] = keys['live']!.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'));
}, 60_000);
afterAll(() => app?.stop());

const LEFTOVERS = [
  ['a bearer key of another service', 'Bearer pnu_abcdefghijklmnopqrstuvwxyz0123456789'],
  ['a bearer token of no kind', 'Bearer something-old'],
  ['an endless bearer token', `Bearer ${'x'.repeat(2_000)}`],
  ['a Basic password', `Basic ${Buffer.from('admin:pass').toString('base64')}`],
  ['a Basic password with blanks', `Basic ${Buffer.from('admin:my pass').toString('base64')}`],
] as const;

it.each(LEFTOVERS)('%s counts as none', async (_, authorization) => {
  const flow = await ask('POST', '/flows/', authorization, { name: 'leftover' });
  expect([200, 201]).toContain(flow.status);
  expect((await ask('POST', '/flows/filter', authorization, {})).status).toBe(200);
  expect((await ask('GET', '/me', authorization)).body).toMatchObject({ handle: 'local' });
});

it.each(['revoked', 'of a deleted service account', 'mistyped'])(
  'a key of this server keeps its meaning: %s',
  async (name) => {
    expect((await ask('POST', '/flows/filter', bearer(name), {})).status).toBe(401);
    expect((await ask('GET', '/me', bearer(name))).status).toBe(401);
  },
);

it('a narrowed key stays narrow, also where no key would do', async () => {
  expect((await ask('POST', '/flows/filter', bearer('narrowed'), {})).status).toBe(200);
  expect((await ask('POST', '/flows/', bearer('narrowed'), { name: 'x' })).status).toBe(403);
  expect((await ask('POST', '/variables/filter', bearer('narrowed'), {})).status).toBe(403);
});

it('a leftover opens no door that is closed without it', async () => {
  for (const [, authorization] of LEFTOVERS) {
    const answer = await app.ask('POST', '/flows/filter', {}, { authorization, host: 'orch.example.com' });
    expect(answer.status).toBe(403);
    const foreign = { authorization, origin: 'https://example.com' };
    expect((await app.ask('POST', '/flows/filter', {}, foreign)).status).toBe(403);
  }
});

const SOCKETS = ['/events/in', '/events/out', '/logs/out', '/work_pools/pool/workers/connect'];

/** What a socket answers to its first message, or why it is closed. */
async function knock(path: string, token: unknown): Promise<unknown> {
  const socket = new WebSocket(`${base.replace('http', 'ws')}${path}`, ['prefect']);
  try {
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'auth', token }));
    const end = new AbortController();
    const message = once(socket, 'message', { signal: end.signal }).then(([data]) =>
      JSON.parse(String(data)),
    );
    const close = once(socket, 'close', { signal: end.signal }).then(([code]) => code as number);
    const first: unknown = await Promise.race([message, close]);
    end.abort();
    await Promise.allSettled([message, close]);
    return first;
  } finally {
    socket.terminate();
  }
}

it.each(SOCKETS)(
  '%s: the first message is judged alike',
  async (path) => {
    for (const token of [null, 'something-old', 'admin:my pass', 'pnu_abcdefghijklmnopqrstuvwxyz0123456789'])
      expect(await knock(path, token)).toEqual({ type: 'auth_success' });
    for (const name of ['revoked', 'mistyped', 'of a deleted service account', 'narrowed'])
      expect(await knock(path, keys[name])).toBe(1008);
    expect(await knock(path, keys['live'])).toEqual({ type: 'auth_success' });
  },
  60_000,
);
