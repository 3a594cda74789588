import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventsModule, SocketGateway, registerSockets } from '@orch/events';
import { LimitsModule } from '@orch/limits';
import { UuidV7Ids } from '@orch/kernel';
import {
  AccessGuard,
  AccessResolver,
  type Addressed,
  BackgroundDatabase,
  BearerStrategy,
  type Config,
  Database,
  Notifications,
  PlatformModule,
  SCOPES,
  type Scope,
  type WorkspaceScope,
  createHttpServer,
  loadConfig,
} from '@orch/platform';
import { RunsModule } from '@orch/runs';
import { WorkPoolsModule } from '../work-pools.module.ts';

const ACCOUNT = randomUUID();
/** A workspace's name is also the key of somebody who may do everything there. */
export const WORKSPACES = { one: randomUUID(), two: randomUUID() } as const;
export type Who = keyof typeof WORKSPACES;
export const scopeOf = (who: Who): WorkspaceScope => ({ accountId: ACCOUNT, workspaceId: WORKSPACES[who] });

/** What may be done in workspace `one` by keys that may not do everything. */
const LIMITED: Readonly<Record<string, readonly Scope[]>> = {
  reader: ['pools:read'],
  poller: ['pools:read', 'pools:poll'],
};
const resolver = {
  principalOfKey: async (key: string) =>
    key in WORKSPACES || key in LIMITED
      ? { actorId: key, actorKind: 'user', name: key, email: null, keyId: key }
      : null,
  localPrincipal: () => Promise.reject(new Error('no local mode here')),
  accessOf: async (principal: { actorId: string }, addressed: Addressed) => {
    const limited = LIMITED[principal.actorId];
    const who = limited ? 'one' : (principal.actorId as Who); // the keys above
    if (addressed.workspaceId !== undefined && addressed.workspaceId !== WORKSPACES[who]) return null;
    const granted = limited ?? (Object.keys(SCOPES) as Scope[]);
    return { principal, scope: scopeOf(who), granted: new Set<Scope>(granted) };
  },
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

/** One API process with the contexts that a worker talks to. */
export class ChannelApp {
  private constructor(
    private readonly nest: NestFastifyApplication,
    readonly db: Database,
    /** Sees every workspace. */
    readonly background: BackgroundDatabase,
    private readonly notifications: Notifications,
    private readonly port: number,
    readonly config: Config,
  ) {}

  static async start(databaseUrl: string, settings: Record<string, string> = {}): Promise<ChannelApp> {
    const env = {
      ORCH_PORT: '0',
      ORCH_LOG_LEVEL: 'silent',
      ORCH_LOCAL_MODE: 'off',
      ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      ...settings,
    };
    const config = loadConfig(env, { databaseUrl, embedded: false });
    const options = {
      url: databaseUrl,
      connectionsMax: 3,
      statementTimeoutMs: 10_000,
      onError: () => undefined,
    };
    const db = new Database({ ...options, role: 'orch_app' });
    const background = new BackgroundDatabase({ ...options, role: 'orch_background' });
    const notifications = new Notifications(databaseUrl, () => undefined);
    await notifications.start();
    const { adapter, server } = createHttpServer(config, new UuidV7Ids());
    const wired: { nest?: NestFastifyApplication } = {};
    await registerSockets(server, () => wired.nest!.get(SocketGateway));
    const platform = PlatformModule.of({
      config,
      database: db,
      backgroundDatabase: background,
      notifications,
    });
    const root: DynamicModule = {
      module: class TestRoot {},
      imports: [platform, TestAccessModule, EventsModule, LimitsModule, RunsModule, WorkPoolsModule],
    };
    const nest = await NestFactory.create<NestFastifyApplication>(root, adapter, {
      logger: false,
      bodyParser: false,
      abortOnError: false,
    });
    wired.nest = nest;
    await nest.listen(0, '127.0.0.1');
    const { port } = nest.getHttpServer().address() as { port: number }; // it listens on TCP
    return new ChannelApp(nest, db, background, notifications, port, config);
  }

  /** The two workspaces of a fresh database. */
  async makeWorkspaces(): Promise<void> {
    const values = Object.entries(WORKSPACES);
    await this.background.queryOutside({
      text: 'insert into account (id, name, handle) values ($1, $2, $2)',
      values: [ACCOUNT, 'a'],
    });
    for (const [name, id] of values)
      await this.background.queryOutside({
        text: 'insert into workspace (id, account_id, name, handle) values ($1, $2, $3, $3)',
        values: [id, ACCOUNT, name],
      });
  }

  get<T>(type: Type<T>): T {
    return this.nest.get(type, { strict: false });
  }

  /** As the role of the background loops. */
  async sql<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
    return this.background.queryOutside<R>({ text, values });
  }

  async call(
    who: Who,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Opens the channel of a pool; the key is sent first. */
  channel(pool: string, key: string): Worker {
    const url = `ws://127.0.0.1:${this.port}/api/work_pools/${encodeURIComponent(pool)}/workers/connect`;
    return new Worker(new WebSocket(url, ['prefect']), key);
  }

  async stop(): Promise<void> {
    await this.nest.close();
    await this.notifications.close();
    await Promise.all([this.db.close(), this.background.close()]);
  }
}

export interface Frame {
  readonly type: string;
  readonly id: string;
  readonly payload: Record<string, unknown>;
}

/** A worker's end of a channel. */
export class Worker {
  readonly consumerId = randomUUID();
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly received: Frame[] = [];
  private wake: () => void = () => undefined;

  constructor(
    private readonly socket: WebSocket,
    key: string,
  ) {
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'auth', token: key })));
    socket.addEventListener('message', ({ data }) => {
      this.received.push(JSON.parse(String(data)) as Frame);
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
    });
  }

  /** The next frame of this type; fails when none comes within three seconds. */
  async next(type: string): Promise<Frame> {
    const untilMs = performance.now() + 3_000;
    for (;;) {
      const at = this.received.findIndex((frame) => frame.type === type);
      if (at >= 0) return this.received.splice(at, 1)[0]!;
      if (performance.now() > untilMs) throw new Error(`no ${type} came`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, 100);
      });
    }
  }

  send(type: string, payload: unknown, more: object = {}): void {
    const frame = { type, id: randomUUID(), sent_at: new Date().toISOString(), payload, ...more };
    this.socket.send(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  /** Says hello once let in. */
  async hello(more: Record<string, unknown> = {}): Promise<void> {
    await this.next('auth_success');
    this.send('worker.hello.v1', { ...this.helloOf(), ...more });
  }

  async ready(more: Record<string, unknown> = {}): Promise<Frame> {
    await this.hello(more);
    return this.next('worker.ready.v1');
  }

  helloOf(): Record<string, unknown> {
    return {
      consumer_id: this.consumerId,
      worker_name: 'w',
      worker_type: 'process',
      heartbeat_interval_seconds: 30,
      supported_channel_versions: ['work_pool_worker_channel.v1'],
      requested_capabilities: ['worker_heartbeat.v1', 'work_pool_snapshot.v1'],
      create_pool_if_not_found: true,
    };
  }

  beat(name = 'w', seconds = 30): void {
    this.send('worker.heartbeat.v1', {
      consumer_id: this.consumerId,
      worker_name: name,
      heartbeat_interval_seconds: seconds,
    });
  }

  leave(): void {
    this.socket.close();
  }
}
