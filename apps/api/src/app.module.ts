import { type DynamicModule, Module } from '@nestjs/common';
import { AutomationsModule } from '@orch/automations';
import { BackgroundModule } from '@orch/background';
import { BlocksModule } from '@orch/blocks';
import { DeploymentsModule } from '@orch/deployments';
import { EventsModule } from '@orch/events';
import { GraphqlModule } from '@orch/graphql';
import { IdentityModule } from '@orch/identity';
import { LimitsModule } from '@orch/limits';
import { PlatformModule, type PlatformParts } from '@orch/platform';
import { RunsModule } from '@orch/runs';
import { WorkPoolsModule } from '@orch/work-pools';
import { OpsController } from './ops.controller.ts';

/** What answers requests. */
export const CONTEXTS = [
  EventsModule,
  IdentityModule,
  LimitsModule,
  BlocksModule,
  RunsModule,
  WorkPoolsModule,
  DeploymentsModule,
  AutomationsModule,
  GraphqlModule,
];

/** The server: every context, and the loops unless the process only answers requests. */
@Module({})
export class AppModule {
  static of(parts: PlatformParts): DynamicModule {
    const loops = parts.config.role === 'api' ? [] : [BackgroundModule];
    return {
      module: AppModule,
      imports: [PlatformModule.of(parts), ...CONTEXTS, ...loops],
      controllers: [OpsController],
    };
  }
}
