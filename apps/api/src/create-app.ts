import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SocketGateway, registerSockets } from '@orch/events';
import { UuidV7Ids } from '@orch/kernel';
import {
  BackgroundDatabase,
  type Config,
  Database,
  Metrics,
  Notifications,
  sealerOf,
  WriteVersions,
  type PlatformParts,
  createHttpServer,
} from '@orch/platform';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.ts';
import { NestLog } from './nest-log.ts';
import { registerSecurityHeaders } from './security-headers.ts';
import { registerStatusPage } from './status-page.ts';
import { VERSION } from './version.ts';
import { registerWebApp } from './web-app.ts';

const BACKGROUND_CONNECTIONS = 3;
const BACKGROUND_STATEMENT_TIMEOUT_MS = 60_000;

/** A server that is wired but does not listen yet. */
export interface App {
  readonly nest: NestFastifyApplication;
  readonly server: FastifyInstance;
  readonly parts: PlatformParts;
  close(): Promise<void>;
}

/** Wires a server over a database that is migrated. */
export async function createApp(config: Config): Promise<App> {
  const { adapter, server } = createHttpServer(config, new UuidV7Ids());
  const parts = partsOf(config, server);
  await parts.notifications.start();
  registerSecurityHeaders(server, config.publicUrl?.startsWith('https:') ?? false);
  // sockets come with requests, long after the assignment below
  const wired: { nest?: NestFastifyApplication } = {};
  await registerSockets(server, () => wired.nest!.get(SocketGateway));
  const nest = await NestFactory.create<NestFastifyApplication>(AppModule.of(parts), adapter, {
    bodyParser: false,
    logger: new NestLog(server.log),
    abortOnError: false,
  });
  wired.nest = nest;
  measureRequests(server, nest.get(Metrics));
  const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
  // without the web application, as in a test, at least a page that says how to connect
  if (!(await registerWebApp(server)))
    registerStatusPage(server, { url, localMode: config.localMode, version: VERSION });
  await nest.init();
  await server.ready();
  return { nest, server, parts, close: () => close(nest, parts) };
}

function partsOf(config: Config, server: FastifyInstance): PlatformParts {
  const warn = (what: string) => (error: unknown) => server.log.warn({ err: error }, what);
  const url = config.databaseUrl.reveal();
  const onError = warn('database connection lost');
  const versions = new WriteVersions();
  // A rotation of the root key looks whether every server has been restarted with the new one.
  const note = sealerOf(config).knownKeyIds.join('+');
  return {
    config,
    database: new Database(
      {
        url,
        role: 'orch_app',
        note,
        connectionsMax: config.databaseConnectionsMax,
        statementTimeoutMs: config.statementTimeoutMs,
        onError,
      },
      versions,
    ),
    backgroundDatabase: new BackgroundDatabase(
      {
        url,
        role: 'orch_background',
        connectionsMax: BACKGROUND_CONNECTIONS,
        statementTimeoutMs: BACKGROUND_STATEMENT_TIMEOUT_MS,
        onError,
      },
      versions,
    ),
    notifications: new Notifications(url, warn('notification connection lost')),
  };
}

async function close(nest: NestFastifyApplication, parts: PlatformParts): Promise<void> {
  await nest.close();
  await Promise.all([parts.notifications.close(), parts.database.close(), parts.backgroundDatabase.close()]);
}

function measureRequests(server: FastifyInstance, metrics: Metrics): void {
  metrics.collectProcess();
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.httpSeconds
      .labels(request.method, route, String(reply.statusCode))
      .observe(reply.elapsedTime / 1000);
    done();
  });
}
