import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { UuidV7Ids } from '@orch/kernel';
import {
  AccessGuard,
  AccessResolver,
  BackgroundDatabase,
  BearerStrategy,
  Database,
  Notifications,
  PlatformModule,
  SCOPES,
  type Scope,
  type WorkspaceScope,
  createHttpServer,
  loadConfig,
  sql,
} from '@orch/platform';
import { type TestDatabase, createTestDatabase } from '@orch/testing';
import { RunsModule } from './runs.module.ts';

/** The two workspaces of a test; the name is also the token of an owner who may do everything there. */
export type Who = 'one' | 'two';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const ACCOUNT = randomUUID();
export const WORKSPACES: Record<Who, string> = { one: randomUUID(), two: randomUUID() };
export const scopeOf = (who: Who): WorkspaceScope => ({ accountId: ACCOUNT, workspaceId: WORKSPACES[who] });

const resolver = {
  principalOfKey: async (token: string) =>
    token in WORKSPACES
      ? { actorId: token, actorKind: 'user', name: token, email: null, keyId: token }
      : null,
  localPrincipal: () => Promise.reject(new Error('no local mode here')),
  accessOf: async (principal: { actorId: string }) => ({
    principal,
    scope: scopeOf(principal.actorId as Who), // the resolver above made it
    granted: new Set(Object.keys(SCOPES) as Scope[]),
  }),
};

@Global()
@Module({
  providers: [
    { provide: AccessResolver, useValue: resolver },
    BearerStrategy,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessResolver],
})
class TestAccessModule {}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
  // whatever the route that the test called answers
  readonly body: ReturnType<typeof JSON.parse>;
}

const isJson = (type: unknown): boolean => String(type).startsWith('application/json');

/** This context behind real HTTP routing, guard and error filter, over a database of its own. */
export class RunsApp {
  private constructor(
    private readonly test: TestDatabase,
    readonly db: Database,
    private readonly nest: NestFastifyApplication,
    private readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<RunsApp> {
    const test = await createTestDatabase();
    const env = {
      ORCH_LOG_LEVEL: 'silent',
      ORCH_LOCAL_MODE: 'off',
      ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const config = loadConfig(env, { databaseUrl: test.url, embedded: false });
    const options = {
      url: test.url,
      connectionsMax: 3,
      statementTimeoutMs: 10_000,
      onError: () => undefined,
    };
    const db = new Database({ ...options, role: 'orch_app' });
    const backgroundDatabase = new BackgroundDatabase({ ...options, role: 'orch_background' });
    const notifications = new Notifications(test.url, () => undefined);
    await notifications.start();
    await makeWorkspaces(db);
    const { adapter } = createHttpServer(config, new UuidV7Ids());
    const platform = PlatformModule.of({ config, database: db, backgroundDatabase, notifications });
    const root: DynamicModule = {
      module: class TestRoot {},
      imports: [platform, TestAccessModule, RunsModule],
    };
    const quiet = { logger: false, bodyParser: false, abortOnError: false } as const;
    const nest = await NestFactory.create<NestFastifyApplication>(root, adapter, quiet);
    await nest.init();
    await nest.getHttpAdapter().getInstance().ready();
    return new RunsApp(test, db, nest, async () => {
      await nest.close();
      await notifications.close();
      await Promise.all([db.close(), backgroundDatabase.close()]);
    });
  }

  async stop(): Promise<void> {
    await this.close();
    await this.test.drop();
  }

  /** Calls `/api<path>`; `null` sends no credentials. */
  async call(who: Who | null, method: Method, path: string, body?: unknown): Promise<Answer> {
    const credentials: Record<string, string> = who ? { authorization: `Bearer ${who}` } : {};
    const {
      statusCode,
      body: text,
      headers,
    } = await this.nest.inject({
      method,
      url: `/api${path}`,
      headers: { host: 'orch.test', 'content-type': 'application/json', ...credentials },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const json: unknown = text !== '' && isJson(headers['content-type']) ? JSON.parse(text) : undefined;
    return { status: statusCode, text, headers, body: json };
  }

  /** Status and body of a call as workspace `one`. */
  async answer(method: Method, path: string, body?: unknown): Promise<Pick<Answer, 'status' | 'body'>> {
    const answer = await this.call('one', method, path, body);
    return { status: answer.status, body: answer.body };
  }

  /** The body of a call as workspace `one` that must succeed. */
  async ok(method: Method, path: string, body?: unknown): Promise<Answer['body']> {
    const answer = await this.call('one', method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Names of the events of a resource in workspace `one`, in order. */
  async eventsOf(resource: string): Promise<string[]> {
    const rows = await this.db.query<{ event: string }>(
      scopeOf('one'),
      sql`select event from event where workspace_id = ${WORKSPACES.one} and resource_id = ${resource} order by occurred, id`,
    );
    return rows.map((row) => row.event);
  }

  /** Writes a run straight into the table: how runs come about is told elsewhere. */
  async makeRun(flowId: string, columns: Record<string, unknown> = {}): Promise<string> {
    const id = randomUUID();
    const c = { name: 'run', state_type: 'RUNNING', parent: null, end: null, ...columns };
    await this.db.execute(
      scopeOf('one'),
      sql`insert into flow_run (workspace_id, id, flow_id, name, state_id, state_type, state_name, state_timestamp, state_details,
          expected_start_time, start_time, end_time, parent_task_run_id, total_run_time_seconds, parameters, labels, next_scheduled_start_time)
        values (${WORKSPACES.one}, ${id}, ${flowId}, ${c.name}, ${randomUUID()}, ${c.state_type}, ${c.state_type}, now(), '{}',
          '2026-11-20 10:00:00+00', '2026-11-20 10:00:01+00', ${c.end}, ${c.parent}, 2.5, '{"x": 1.0}', '{"a": 1}', '2026-11-20 10:00:00+00')`,
    );
    return id;
  }

  /** Writes a completed task run straight into the table. */
  async makeTask(flowRunId: string | null, key: string, inputs: object = {}): Promise<string> {
    const id = randomUUID();
    await this.db.execute(
      scopeOf('one'),
      sql`insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, state_id, state_type, state_name,
          state_timestamp, state_details, expected_start_time, start_time, end_time, task_inputs)
        values (${WORKSPACES.one}, ${id}, ${flowRunId}, ${key}, 'k', ${key}, ${randomUUID()}, 'COMPLETED', 'Completed', now(),
          '{"untrackable_result": true}', '2026-11-20 10:00:02+00', '2026-11-20 10:00:02+00', '2026-11-20 10:00:04+00', ${JSON.stringify(inputs)})`,
    );
    return id;
  }
}

async function makeWorkspaces(db: Database): Promise<void> {
  await db.queryOutside(sql`insert into account (id, name, handle) values (${ACCOUNT}, 'a', 'a')`);
  for (const [name, id] of Object.entries(WORKSPACES)) {
    await db.queryOutside(
      sql`insert into workspace (id, account_id, name, handle) values (${id}, ${ACCOUNT}, ${name}, ${name})`,
    );
  }
}
