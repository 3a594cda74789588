import 'reflect-metadata';
import { expect } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { UuidV7Ids } from '@orch/kernel';
import {
  BackgroundDatabase,
  Database,
  Notifications,
  type PlatformParts,
  createHttpServer,
  loadConfig,
} from '@orch/platform';
import type { FastifyInstance } from 'fastify';
import { type TestDatabase, createTestDatabase } from '../../../testing/src/postgres.ts';
import { Contexts } from './contexts-under-test.ts';

export const ACCOUNT = '00000000-0000-7000-8000-0000000000a1';
export const W1 = '00000000-0000-7000-8000-0000000000b1';
export const W2 = '00000000-0000-7000-8000-0000000000b2';
export const FLOW = '00000000-0000-7000-8000-0000000000f1';
export const SOON = new Date(Date.now() + 60_000).toISOString();

let testDatabase: TestDatabase;
let nest: NestFastifyApplication;
export let server: FastifyInstance;
export let parts: PlatformParts;

export type Json = Record<string, never> & Record<string, unknown>;
export interface Answer {
  readonly status: number;
  readonly body: never;
  readonly text: string;
  readonly type: string;
}

/** `worker`: names the poller, as workers do. */
export async function call(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  { workspace = W1, worker = '' } = {},
): Promise<Answer> {
  const headers = {
    'x-test-workspace': workspace,
    'content-type': 'application/json',
    ...(worker ? { 'x-prefect-worker-name': worker } : {}),
  };
  const r = await server.inject({
    method,
    url: `/api${path}`,
    headers,
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(r.body);
  } catch {
    parsed = undefined;
  }
  return {
    status: r.statusCode,
    body: parsed as never,
    text: r.body,
    type: String(r.headers['content-type']),
  };
}
export const post = (path: string, body: unknown = {}, more = {}): Promise<Answer> =>
  call('POST', path, body, more);

let counter = 0;
export async function makeDeployment(body: Record<string, unknown> = {}, workspace = W1): Promise<Json> {
  counter += 1;
  const answer = await post('/deployments/', { name: `d${counter}`, flow_id: FLOW, ...body }, { workspace });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}
export async function makePool(body: Record<string, unknown> = {}, workspace = W1): Promise<string> {
  counter += 1;
  const name = `Pool ${counter}`;
  expect(await post('/work_pools/', { name, type: 'process', ...body }, { workspace })).toMatchObject({
    status: 201,
  });
  return name;
}
export async function startRun(deployment: Json, body: unknown = {}): Promise<string> {
  const answer = await post(`/deployments/${String(deployment['id'])}/create_flow_run`, body);
  expect(answer).toMatchObject({ status: 201 });
  return (answer.body as Json)['id'] as unknown as string;
}
export async function poll(pool: string, body: Record<string, unknown> = {}, worker = ''): Promise<string[]> {
  const answer = await post(
    `/work_pools/${encodeURIComponent(pool)}/get_scheduled_flow_runs`,
    { scheduled_before: SOON, ...body },
    { worker },
  );
  expect(answer).toMatchObject({ status: 200 });
  return (answer.body as { flow_run: { id: string } }[]).map((r) => r.flow_run.id);
}
export const setState = (id: string, type: string): Promise<Answer> =>
  post(`/flow_runs/${id}/set_state`, { state: { type } });

/** The contexts over a database of their own; `settings` beside those that every test has. */
export async function startContexts(settings: Record<string, string> = {}): Promise<void> {
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  const onError = (): void => undefined;
  const database = new Database({
    url,
    role: 'orch_app',
    connectionsMax: 6,
    statementTimeoutMs: 10_000,
    onError,
  });
  const config = loadConfig(
    {
      ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      ORCH_LOG_LEVEL: 'silent',
      ORCH_LONG_POLL_SECONDS: '2',
      ...settings,
    },
    { databaseUrl: url, embedded: true },
  );
  parts = {
    config,
    database,
    backgroundDatabase: new BackgroundDatabase({
      url,
      role: 'orch_background',
      connectionsMax: 1,
      statementTimeoutMs: 10_000,
      onError,
    }),
    notifications: new Notifications(url, onError),
  };
  await parts.notifications.start();
  await database.queryOutside({
    text: `insert into account (id, name, handle) values ($1, 'a', 'a')`,
    values: [ACCOUNT],
  });
  for (const id of [W1, W2]) {
    const scope = { accountId: ACCOUNT, workspaceId: id };
    await database.query(scope, {
      text: `insert into workspace (id, account_id, name, handle) values ($1, $2, $3, $3)`,
      values: [id, ACCOUNT, id],
    });
    await database.query(scope, {
      text: `insert into flow (workspace_id, id, name, labels) values ($1, $2, 'a flow', '{"team": "x"}')`,
      values: [id, FLOW],
    });
  }
  const http = createHttpServer(config, new UuidV7Ids());
  server = http.server;
  server.addHook('onRequest', (request, _reply, done) => {
    const scope = { accountId: ACCOUNT, workspaceId: String(request.headers['x-test-workspace']) };
    const principal = { actorId: ACCOUNT, actorKind: 'user', name: 'n', email: null, keyId: null } as const;
    request.orchPrincipal = principal;
    request.orchAccess = { principal, scope, granted: new Set() };
    request.orchAuthenticate = () => Promise.resolve(principal);
    done();
  });
  nest = await NestFactory.create<NestFastifyApplication>(Contexts.of(parts), http.adapter, {
    bodyParser: false,
    logger: ['error'],
    abortOnError: false,
  });
  await nest.init();
  await server.ready();
}

/** A part of the contexts, e.g. a use case that only a loop calls. */
export const provided = <T>(type: abstract new (...parts: never[]) => T): T => nest.get<T>(type);

/** Ends what `startContexts` began. */
export async function stopContexts(): Promise<void> {
  await nest?.close();
  await Promise.all([
    parts?.notifications.close(),
    parts?.database.close(),
    parts?.backgroundDatabase.close(),
  ]);
  await testDatabase?.drop();
}
