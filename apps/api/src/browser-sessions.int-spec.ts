import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { loadConfig } from '@orch/platform';
import type { AddressInfo } from 'node:net';
import WebSocket from 'ws';
import { type App, createApp } from './create-app.ts';

const PASSWORD = 'violet lamp by the river';

/** One server process as browsers and other clients reach it: real HTTP and real sockets. */
class Server {
  private constructor(
    readonly app: App,
    readonly origin: string,
  ) {}

  static async start(databaseUrl: string): Promise<Server> {
    const env = {
      ORCH_LOG_LEVEL: 'silent',
      ORCH_SIGN_UP: 'open',
      ORCH_ROLE: 'api',
      ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const app = await createApp(loadConfig(env, { databaseUrl, embedded: false }));
    await app.server.listen({ host: '127.0.0.1', port: 0 });
    return new Server(app, `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`);
  }

  async call(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: object,
  ): Promise<Response> {
    return fetch(this.origin + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** A person who is signed in, as the headers that their browser sends. */
  async signUp(email: string) {
    const answer = await this.call(
      'POST',
      '/api/auth/sign-up',
      { origin: this.origin },
      { email, password: PASSWORD },
    );
    const { session } = (await answer.json()) as {
      session: { id: string; csrf_token: string; user: { id: string } };
    };
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    return { session, cookie, headers: { cookie, origin: this.origin, 'x-orch-csrf': session.csrf_token } };
  }

  /** What becomes of a socket: open, or closed with a code. */
  async socket(path: string, headers: Record<string, string>, protocol?: string): Promise<Socket> {
    const raw = new WebSocket(this.origin.replace('http', 'ws') + path, protocol ? [protocol] : [], {
      headers,
    });
    const closed = new Promise<{ code: number; reason: string; atMs: number }>((resolve) =>
      raw.once('close', (code, reason) =>
        resolve({ code, reason: reason.toString(), atMs: performance.now() }),
      ),
    );
    await new Promise((resolve, reject) => raw.once('open', resolve).once('error', reject));
    return { raw, closed };
  }
}

interface Socket {
  readonly raw: WebSocket;
  readonly closed: Promise<{ code: number; reason: string; atMs: number }>;
}

/** Waits for the answer that says the socket was let in. */
const letIn = async ({ raw, closed }: Socket): Promise<void> => {
  raw.send(JSON.stringify({ type: 'auth', token: null }));
  const message = await Promise.race([
    new Promise<string>((resolve) => raw.once('message', (data) => resolve(String(data)))),
    closed.then(({ reason }) => reason),
  ]);
  expect(message).toBe('{"type":"auth_success"}');
};

let db: TestDatabase;
let one: Server;
let two: Server;

beforeAll(async () => {
  db = await createTestDatabase();
  [one, two] = (await Promise.all([1, 2].map(() => Server.start(db.url)))) as [Server, Server];
}, 60_000);
afterAll(async () => {
  await Promise.all([one?.app.close(), two?.app.close()]);
  await db?.drop();
});

describe('sockets', () => {
  it('are opened by the session cookie, from our pages only', async () => {
    const { cookie } = await one.signUp('sockets@example.com');
    await letIn(await one.socket('/api/events/out', { cookie, origin: one.origin }, 'prefect'));
    for (const headers of [
      { cookie, origin: 'https://evil.example' },
      { cookie },
      { cookie: 'orch_session=x', origin: one.origin },
    ]) {
      const socket = await one.socket('/api/events/out', headers as Record<string, string>, 'prefect');
      socket.raw.send(JSON.stringify({ type: 'auth', token: null }));
      expect((await socket.closed).code).toBe(1008);
    }
  });

  it.each(['session', 'key'])(
    'are closed within a second after their %s is revoked in another process',
    async (by) => {
      const ada = await one.signUp(`${by}-revoked@example.com`);
      const { user } = ada.session;
      const made = await one.call('POST', `/api/users/${user.id}/api_keys`, ada.headers, { name: 'ci' });
      const { id, key } = (await made.json()) as { id: string; key: string };
      const opened =
        by === 'key' ? { authorization: `Bearer ${key}` } : { cookie: ada.cookie, origin: two.origin };
      const socket = await two.socket('/api/events/out', opened, 'prefect');
      await letIn(socket);
      const startedMs = performance.now();
      const path =
        by === 'key' ? `/api/users/${user.id}/api_keys/${id}` : `/api/auth/sessions/${ada.session.id}`;
      expect((await one.call('DELETE', path, ada.headers)).status).toBe(204);
      const { code, atMs } = await socket.closed;
      expect(code).toBe(1008);
      expect(atMs - startedMs).toBeLessThan(1_000);
    },
  );
});

describe('every answer', () => {
  it.each([
    '/',
    '/api/health',
    '/api/auth/state',
    '/api/flows/00000000-0000-0000-0000-000000000000',
    '/nothing-here',
  ])('%s has the headers that keep browsers from guessing, framing and telling', async (path) => {
    const { headers } = await one.call('GET', path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('lets no other site read or write', async () => {
    const origin = 'https://evil.example';
    const asked = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-orch-csrf',
    };
    const preflight = await one.call('OPTIONS', '/api/auth/sign-in', asked);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const ada = await one.signUp('evil-pages@example.com');
    const write = await one.call(
      'POST',
      '/api/variables/',
      { ...ada.headers, origin },
      { name: 'x', value: 1 },
    );
    expect(write.status).toBe(403);
    const own = await one.call('POST', '/api/variables/', ada.headers, { name: 'x', value: 1 });
    expect(own.status).toBe(201);
  });
});
