import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DeploymentsModule } from '@orch/deployments';
import { EventsModule } from '@orch/events';
import { LimitsModule } from '@orch/limits';
import { AccessResolver, AuditLog, PlatformModule, type PlatformParts, type Principal } from '@orch/platform';
import { RunsModule } from '@orch/runs';
import { WorkPoolsModule } from '@orch/work-pools';
import { AutomationsModule } from './automations.module.ts';

/** What is written down about secrets is tested with the blocks. */
class SilentAudit extends AuditLog {
  override record(): Promise<void> {
    return Promise.resolve();
  }
  override note(): Promise<void> {
    return Promise.resolve();
  }
}

/** Polls that were held ask again who asks; sockets do too, but these tests open none. */
const MAY_POLL = {
  accessOf: (principal: Principal) =>
    Promise.resolve({
      principal,
      scope: { accountId: '', workspaceId: '' },
      granted: new Set(['pools:poll']),
    }),
};

@Global()
@Module({
  providers: [
    { provide: AccessResolver, useValue: MAY_POLL },
    { provide: AuditLog, useClass: SilentAudit },
  ],
  exports: [AccessResolver, AuditLog],
})
class NoAccess {}

/** The contexts that a worker talks to, without guards. */
@Module({})
export class Contexts {
  static of(parts: PlatformParts): DynamicModule {
    return {
      module: Contexts,
      imports: [
        NoAccess,
        PlatformModule.of(parts),
        EventsModule,
        LimitsModule,
        RunsModule,
        WorkPoolsModule,
        DeploymentsModule,
        AutomationsModule,
      ],
    };
  }
}
