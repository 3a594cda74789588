import type { AddressInfo } from 'node:net';
import { EnsureFirstOwner } from '@orch/identity';
import { loadConfig } from '@orch/platform';
import { createTestDatabase } from '@orch/testing';
import { createApp } from '../../apps/api/src/create-app.ts';

/** Somebody with a key, an account and its first workspace. */
export interface Person {
  readonly key: string;
  readonly accountId: string;
  readonly workspaceId: string;
}

/** The whole server on a port of its own, where everybody needs credentials. */
export interface RunningServer {
  readonly origin: string;
  /** The first owner. */
  readonly owner: Person;
  call(
    key: string | null,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

const KEY = 'pnu_graphql_owner';

export async function startServer(): Promise<RunningServer> {
  const database = await createTestDatabase();
  const env = {
    ORCH_LOG_LEVEL: 'silent',
    ORCH_LOCAL_MODE: 'off',
    ORCH_SIGN_UP: 'open',
    ORCH_BOOTSTRAP_EMAIL: 'owner@example.com',
    ORCH_BOOTSTRAP_API_KEY: KEY,
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const app = await createApp(loadConfig(env, { databaseUrl: database.url, embedded: true }));
  await app.nest.get(EnsureFirstOwner, { strict: false }).execute({ embedded: true });
  await app.server.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`; // it listens on a port
  const call: RunningServer['call'] = async (key, method, path, body) => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const workspaces = (await call(KEY, 'GET', '/api/me/workspaces')).body as {
    account_id: string;
    workspace_id: string;
  }[];
  const [first] = workspaces;
  if (!first) throw new Error('the first owner has no workspace');
  return {
    origin,
    owner: { key: KEY, accountId: first.account_id, workspaceId: first.workspace_id },
    call,
    stop: async () => {
      await app.close();
      await database.drop();
    },
  };
}

/** Somebody who signed up: a person of another account, with everything in it and nothing here. */
export async function signUp(
  server: RunningServer,
  email: string,
): Promise<Person & { readonly id: string }> {
  const headers = { 'content-type': 'application/json', origin: server.origin };
  const signedUp = await fetch(`${server.origin}/api/auth/sign-up`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password: 'violet-lamp-82-river' }),
  });
  const cookie = signedUp.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
  const { session } = (await signedUp.json()) as { session: { user: { id: string }; csrf_token: string } };
  const { id } = session.user;
  const made = await fetch(`${server.origin}/api/users/${id}/api_keys`, {
    method: 'POST',
    headers: { ...headers, cookie, 'x-orch-csrf': session.csrf_token },
    body: JSON.stringify({ name: 'k' }),
  });
  const { key } = (await made.json()) as { key: string };
  const [place] = (await server.call(key, 'GET', '/api/me/workspaces')).body as {
    account_id: string;
    workspace_id: string;
  }[];
  return { id, key, accountId: place!.account_id, workspaceId: place!.workspace_id };
}
