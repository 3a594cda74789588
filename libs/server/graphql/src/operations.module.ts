import { Module } from '@nestjs/common';
import { DeploymentsModule } from '@orch/deployments';
import { EventsModule } from '@orch/events';
import { RunsModule } from '@orch/runs';
import { WorkPoolsModule } from '@orch/work-pools';
import { EventFields } from './events/event-fields.ts';
import { GraphqlEngine } from './execution/graphql-engine.ts';
import { Subscriptions } from './execution/subscriptions.ts';
import { AccountFields } from './identity/account-fields.ts';
import { AccountLists } from './identity/account-lists.ts';
import { ACCOUNT_MUTATIONS } from './identity/account-mutations.ts';
import { MeFields } from './identity/me-fields.ts';
import { WorkspaceFields } from './identity/workspace-fields.ts';
import { RunFields } from './runs/run-fields.ts';
import { RunLists } from './runs/run-lists.ts';
import { WhyWaiting } from './runs/why-waiting.ts';
import { OrchSchema } from './schema/orch-schema.ts';

/** The schema and what runs operations; loaded by `LazyGraphql`. */
@Module({
  imports: [DeploymentsModule, EventsModule, RunsModule, WorkPoolsModule],
  providers: [
    GraphqlEngine,
    Subscriptions,
    OrchSchema,
    MeFields,
    AccountFields,
    AccountLists,
    ...ACCOUNT_MUTATIONS,
    WorkspaceFields,
    EventFields,
    RunFields,
    RunLists,
    WhyWaiting,
  ],
})
export class OperationsModule {}
