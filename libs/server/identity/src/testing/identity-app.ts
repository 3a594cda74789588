import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { UuidV7Ids } from '@orch/kernel';
import {
  AccessResolver,
  BackgroundDatabase,
  type Config,
  createHttpServer,
  Database,
  loadConfig,
  Notifications,
  PlatformModule,
} from '@orch/platform';
import { EnsureFirstOwner } from '../bootstrap/ensure-first-owner.ts';
import { IdentityModule } from '../identity.module.ts';

interface Answer {
  readonly status: number;
  // the body of whatever route the test called
  readonly body: ReturnType<typeof JSON.parse>;
}

/** One server process as a test sees it: this context behind real HTTP routing, guard and error filter. */
export class IdentityApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    private readonly background: Database,
    readonly notifications: Notifications,
  ) {}

  static async start(url: string, env: Record<string, string> = {}): Promise<IdentityApp> {
    const config: Config = loadConfig(
      { ORCH_LOG_LEVEL: 'silent', ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'), ...env },
      { databaseUrl: url, embedded: env['ORCH_LOCAL_MODE'] === 'on' },
    );
    const options = { url, connectionsMax: 4, statementTimeoutMs: 10_000, onError: () => undefined };
    const database = new Database({ ...options, role: 'orch_app' });
    const background = new BackgroundDatabase({ ...options, role: 'orch_background' });
    const notifications = new Notifications(url, () => undefined);
    await notifications.start();
    const { adapter } = createHttpServer(config, new UuidV7Ids());
    const platform = PlatformModule.of({ config, database, backgroundDatabase: background, notifications });
    const root = { module: class TestRoot {}, imports: [platform, IdentityModule] };
    const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
      logger: false,
      bodyParser: false,
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new IdentityApp(app, database, background, notifications);
  }

  get resolver(): AccessResolver {
    return this.app.get(AccessResolver);
  }

  get ensureFirstOwner(): EnsureFirstOwner {
    return this.app.get(EnsureFirstOwner);
  }

  async call(
    key: string | null,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<Answer> {
    const response = await this.app.inject({
      method,
      url: path,
      headers: {
        host: '127.0.0.1:4200',
        'content-type': 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return {
      status: response.statusCode,
      body: response.body === '' ? undefined : JSON.parse(response.body),
    };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.notifications.close();
    await Promise.all([this.database.close(), this.background.close()]);
  }
}
