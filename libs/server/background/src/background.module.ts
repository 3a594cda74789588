import { Module } from '@nestjs/common';
import { AutomationsModule } from '@orch/automations';
import { DeploymentsModule } from '@orch/deployments';
import { EventsModule } from '@orch/events';
import { IdentityModule } from '@orch/identity';
import { LimitsModule } from '@orch/limits';
import { RunsModule } from '@orch/runs';
import { WorkPoolsModule } from '@orch/work-pools';
import { Loops } from './loops.ts';

@Module({
  imports: [
    AutomationsModule,
    DeploymentsModule,
    EventsModule,
    IdentityModule,
    LimitsModule,
    RunsModule,
    WorkPoolsModule,
  ],
  providers: [Loops],
})
export class BackgroundModule {}
