import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Clock, Ids, SystemClock, UuidV7Ids } from '@orch/kernel';
import { CONFIG, type Config } from './config/config.ts';
import { Sealer } from './crypto/seal.ts';
import { sealerOf } from './crypto/sealer-of.ts';
import { BackgroundDatabase, Database } from './database/database.ts';
import { EgressRules } from './egress/egress-rules.ts';
import { Egress } from './egress/egress.ts';
import { SystemTxtRecords, TxtRecords } from './egress/txt-records.ts';
import { ErrorFilter } from './http/error-filter.ts';
import { OpenApiController } from './http/open-api/open-api.controller.ts';
import { ReadCache } from './http/read-cache.ts';
import { UnknownRouteController } from './http/unknown-route.controller.ts';
import { JsonSchemas } from './json-schema/json-schemas.ts';
import { Notifications } from './pubsub/notifications.ts';
import { Metrics } from './telemetry/metrics.ts';

/** What the process is made of besides its configuration; tests hand in their own. */
export interface PlatformParts {
  readonly config: Config;
  readonly database: Database;
  readonly backgroundDatabase: BackgroundDatabase;
  readonly notifications: Notifications;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly txtRecords?: TxtRecords;
}

/** Plumbing that every context may inject. The guard is registered beside the identity context, which it needs. */
@Module({})
export class PlatformModule {
  static of(parts: PlatformParts): DynamicModule {
    const values = [
      { provide: CONFIG, useValue: parts.config },
      { provide: Sealer, useValue: sealerOf(parts.config) },
      { provide: Database, useValue: parts.database },
      { provide: BackgroundDatabase, useValue: parts.backgroundDatabase },
      { provide: Notifications, useValue: parts.notifications },
      { provide: Clock, useValue: parts.clock ?? new SystemClock() },
      { provide: Ids, useValue: parts.ids ?? new UuidV7Ids() },
      { provide: Metrics, useValue: new Metrics() },
      { provide: Egress, useValue: new Egress({ rules: new EgressRules(parts.config.egressAllow) }) },
      { provide: TxtRecords, useValue: parts.txtRecords ?? new SystemTxtRecords() },
      { provide: JsonSchemas, useValue: new JsonSchemas() },
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [OpenApiController, UnknownRouteController],
      providers: [...values, ReadCache, { provide: APP_FILTER, useClass: ErrorFilter }],
      exports: [...values.map((v) => v.provide), ReadCache],
    };
  }
}
