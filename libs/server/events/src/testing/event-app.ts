import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OrchError, UuidV7Ids } from '@orch/kernel';
import {
  type Access,
  AccessGuard,
  AccessResolver,
  type Addressed,
  BackgroundDatabase,
  BearerStrategy,
  type Config,
  Notifications,
  PlatformModule,
  type Principal,
  RequestGate,
  SCOPES,
  type Scope,
  type WorkspaceScope,
  createHttpServer,
  loadConfig,
} from '@orch/platform';
import WebSocket from 'ws';
import { EventsModule } from '../events.module.ts';
import { registerSockets } from '../sockets/register-sockets.ts';
import { SocketGateway } from '../sockets/socket.gateway.ts';
import { EventBench } from './event-bench.ts';

/** Keys and what they open; a test takes them away by deleting them. */
export class FakeAccess extends AccessResolver {
  readonly keys = new Map<
    string,
    { readonly scopes: readonly WorkspaceScope[]; readonly granted: ReadonlySet<Scope> }
  >();

  give(
    key: string,
    scopes: readonly WorkspaceScope[],
    granted: readonly Scope[] = Object.keys(SCOPES) as Scope[],
  ): void {
    this.keys.set(key, { scopes, granted: new Set(granted) });
  }

  principalOfKey(token: string): Promise<Principal | null> {
    const principal = { actorId: token, actorKind: 'user', name: token, email: null, keyId: token } as const;
    return Promise.resolve(this.keys.has(token) ? principal : null);
  }

  localPrincipal(): Promise<Principal> {
    throw new Error('not in local mode');
  }

  accessOf(principal: Principal, addressed: Addressed): Promise<Access | null> {
    const key = this.keys.get(principal.actorId);
    if (!key) return Promise.resolve(null);
    const { granted } = key;
    const isAccount = addressed.workspaceId === undefined && addressed.accountId !== undefined;
    const scope = isAccount
      ? key.scopes.find((s) => s.accountId === addressed.accountId)
      : key.scopes.find(
          (s) => addressed.workspaceId === undefined || s.workspaceId === addressed.workspaceId,
        );
    return Promise.resolve(
      scope ? { principal, granted, scope: isAccount ? { ...scope, workspaceId: '' } : scope } : null,
    );
  }
}

/** Lets nobody in whose address a test refuses. */
export class FakeGate extends RequestGate {
  readonly refused = new Set<string>();

  override admit(): void {}

  override admitAddress(address: string, { principal }: Access): void {
    if (this.refused.has(principal.actorId)) throw new OrchError('ip.refused', {}, { ip: address });
  }
}

@Global()
@Module({})
class AccessModule {
  static of(resolver: AccessResolver, gate: RequestGate): DynamicModule {
    const provider = { provide: AccessResolver, useValue: resolver };
    const gateProvider = { provide: RequestGate, useValue: gate };
    return {
      module: AccessModule,
      providers: [provider, gateProvider, BearerStrategy, { provide: APP_GUARD, useClass: AccessGuard }],
      exports: [provider, gateProvider],
    };
  }
}

/** One API process with this context alone. */
export class EventApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly port: number,
    private readonly ends: ReadonlyArray<() => Promise<void>>,
  ) {}

  static async start(url: string, access: AccessResolver, gate = new FakeGate()): Promise<EventApp> {
    const config: Config = loadConfig(
      {
        ORCH_PORT: '0',
        ORCH_LOG_LEVEL: 'silent',
        ORCH_LOCAL_MODE: 'off',
        ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      },
      { databaseUrl: url, embedded: false },
    );
    const database = EventBench.database(url);
    const backgroundDatabase = new BackgroundDatabase({ ...database.options, role: 'orch_background' });
    const notifications = new Notifications(url, () => undefined);
    const { adapter, server } = createHttpServer(config, new UuidV7Ids());
    let app: NestFastifyApplication | undefined = undefined;
    await registerSockets(server, () => app!.get(SocketGateway));
    const platform = PlatformModule.of({ config, database, backgroundDatabase, notifications });
    class Root {}
    Module({ imports: [platform, AccessModule.of(access, gate), EventsModule] })(Root);
    app = await NestFactory.create<NestFastifyApplication>(Root, adapter, {
      logger: false,
      bodyParser: false,
    });
    await notifications.start();
    await app.listen(0, '127.0.0.1');
    const address = app.getHttpServer().address() as { port: number }; // listening on TCP
    return new EventApp(app, address.port, [
      () => notifications.close(),
      () => database.close(),
      () => backgroundDatabase.close(),
    ]);
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Opens a socket; `headers` for clients that send their key with the upgrade. */
  socket(path: string, options: { protocol?: string; headers?: Record<string, string> } = {}): TestSocket {
    const { protocol, headers = {} } = options;
    return new TestSocket(
      new WebSocket(`ws://127.0.0.1:${this.port}${path}`, protocol ? [protocol] : [], { headers }),
    );
  }

  /** Opens a socket and says who one is. */
  async enter(path: string, key: string): Promise<TestSocket> {
    const socket = this.socket(path, { protocol: 'prefect' });
    await socket.open();
    socket.send({ type: 'auth', token: key });
    expect(await socket.next()).toEqual({ type: 'auth_success' });
    return socket;
  }

  async call(
    key: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    const url = path.startsWith('http') ? path : `http://127.0.0.1:${this.port}${path}`;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  async stop(): Promise<void> {
    await this.app.close();
    for (const end of this.ends) await end();
  }
}

/** A client's end of a socket. */
export class TestSocket {
  private readonly received: unknown[] = [];
  private readonly waiting: Array<(value: unknown) => void> = [];
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(readonly raw: WebSocket) {
    raw.on('error', () => undefined);
    raw.on('message', (data) => {
      const value: unknown = JSON.parse(String(data as Buffer)); // the default binaryType
      const waiter = this.waiting.shift();
      if (waiter) waiter(value);
      else this.received.push(value);
    });
    this.closed = new Promise((resolve) =>
      raw.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.raw.once('open', () => resolve());
      this.raw.once('error', reject);
    });
  }

  send(value: unknown): void {
    this.raw.send(typeof value === 'string' ? value : JSON.stringify(value));
  }

  /** The next message, or `undefined` when none came in time. */
  next(withinMs = 3_000): Promise<unknown> {
    if (this.received.length > 0) return Promise.resolve(this.received.shift());
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(resolve), 1);
        resolve(undefined);
      }, withinMs);
      this.waiting.push((value) => {
        clearTimeout(timer);
        resolve(value);
      });
    });
  }

  /** Sends a ping and waits for its pong. */
  ping(): Promise<void> {
    return new Promise((resolve) => {
      this.raw.once('pong', () => resolve());
      this.raw.ping('x');
    });
  }
}
