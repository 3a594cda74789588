import { createTestDatabase } from '@orch/testing';
import { EnsureFirstOwner } from '@orch/identity';
import { loadConfig } from '@orch/platform';
import { createApp } from '../../apps/api/src/create-app.ts';

/** One answer of the server. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
  json(): unknown;
}

/** The whole server over a database of its own, in local mode, without a socket. */
export interface RunningApp {
  /** @param body an object, or the text of a body as it goes over the wire */
  ask(
    method: string,
    path: string,
    body?: object | string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Listens on a port of its own. @returns the base URL */
  listen(): Promise<string>;
  stop(): Promise<void>;
}

/** Methods that `inject` knows. */
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/**
 * @param more settings beside the usual ones
 * @returns the server; `ask` takes paths below `/api`
 */
export async function startApp(more: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  const database = await createTestDatabase();
  const env = {
    ORCH_LOG_LEVEL: 'silent',
    ORCH_ROLE: 'api',
    ORCH_LONG_POLL_SECONDS: '0',
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...more,
  };
  const app = await createApp(loadConfig(env, { databaseUrl: database.url, embedded: true }));
  await app.nest.get(EnsureFirstOwner, { strict: false }).execute({ embedded: true });
  return {
    async ask(method, path, body, headers) {
      const answer = await app.server.inject({
        method: method as Method, // the operations table holds no other
        url: `/api${path}`,
        headers: {
          host: '127.0.0.1:4200',
          'user-agent': 'prefect/3.8.8 (API 0.8.4)',
          'x-prefect-api-version': '0.8.4',
          ...headers,
        },
        ...(body === undefined ? {} : { payload: body }),
      });
      return {
        status: answer.statusCode,
        text: answer.body,
        headers: answer.headers,
        json: () => JSON.parse(answer.body) as unknown,
      };
    },
    listen: () => app.server.listen({ host: '127.0.0.1', port: 0 }),
    async stop() {
      await app.close();
      await database.drop();
    },
  };
}
