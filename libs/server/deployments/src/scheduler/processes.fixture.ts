import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Global, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  AccessResolver,
  BackgroundDatabase,
  Database,
  Notifications,
  PlatformModule,
  type WorkspaceScope,
  loadConfig,
  sql,
} from '@orch/platform';
import { type TestDatabase, createTestDatabase } from '@orch/testing';
import { DeploymentsModule } from '../deployments.module.ts';

/** Nobody calls over HTTP here. */
@Global()
@Module({ providers: [{ provide: AccessResolver, useValue: {} }], exports: [AccessResolver] })
class NoAccessModule {}

interface Process {
  readonly context: INestApplicationContext;
  readonly close: () => Promise<void>;
}

/** Several servers' worth of this context, each with connections of its own, over one database. */
export class Processes {
  readonly scope: WorkspaceScope = { accountId: randomUUID(), workspaceId: randomUUID() };

  private constructor(
    private readonly test: TestDatabase,
    private readonly all: readonly Process[],
  ) {}

  /** @param connections how many each process has; the number of processes is that of the numbers. */
  static async start(...connections: number[]): Promise<Processes> {
    const test = await createTestDatabase();
    const all: Process[] = [];
    for (const connectionsMax of connections) all.push(await startProcess(test.url, connectionsMax));
    const processes = new Processes(test, all);
    const db = processes.of(0, Database);
    const { accountId, workspaceId } = processes.scope;
    await db.queryOutside(sql`insert into account (id, name, handle) values (${accountId}, 'a', 'a')`);
    await db.queryOutside(
      sql`insert into workspace (id, account_id, name, handle) values (${workspaceId}, ${accountId}, 'w', 'w')`,
    );
    return processes;
  }

  /** A service of one of the processes. */
  of<T>(at: number, type: Type<T>): T {
    return this.all[at]!.context.get(type, { strict: false });
  }

  async stop(): Promise<void> {
    for (const { close } of this.all) await close();
    await this.test.drop();
  }
}

async function startProcess(url: string, connectionsMax: number): Promise<Process> {
  const env = {
    ORCH_LOG_LEVEL: 'silent',
    ORCH_LOCAL_MODE: 'off',
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const config = loadConfig(env, { databaseUrl: url, embedded: false });
  const options = { url, connectionsMax, statementTimeoutMs: 10_000, onError: () => undefined };
  const database = new Database({ ...options, role: 'orch_app' });
  const backgroundDatabase = new BackgroundDatabase({ ...options, role: 'orch_background' });
  const notifications = new Notifications(url, () => undefined);
  await notifications.start();
  const platform = PlatformModule.of({ config, database, backgroundDatabase, notifications });
  const root = { module: class TestRoot {}, imports: [platform, NoAccessModule, DeploymentsModule] };
  const context = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  return {
    context,
    close: async () => {
      await context.close();
      await notifications.close();
      await Promise.all([database.close(), backgroundDatabase.close()]);
    },
  };
}
