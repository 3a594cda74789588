import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { EventFields } from './events/event-fields.ts';
import { GraphqlController } from './execution/graphql.controller.ts';
import { GraphqlEngine } from './execution/graphql-engine.ts';
import { GraphqlSocket } from './execution/graphql-socket.ts';
import { AccountFields } from './identity/account-fields.ts';
import { AccountLists } from './identity/account-lists.ts';
import { AccountMutations } from './identity/account-mutations.ts';
import { MeFields } from './identity/me-fields.ts';
import { WorkspaceFields } from './identity/workspace-fields.ts';
import { OrchSchema } from './schema/orch-schema.ts';

/** The read and write model of pages. */
@Module({
  imports: [EventsModule],
  controllers: [GraphqlController],
  providers: [
    GraphqlEngine,
    GraphqlSocket,
    OrchSchema,
    MeFields,
    AccountFields,
    AccountLists,
    AccountMutations,
    WorkspaceFields,
    EventFields,
  ],
})
export class GraphqlModule {}
