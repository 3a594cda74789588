import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { GraphqlController } from './execution/graphql.controller.ts';
import { GraphqlEngine } from './execution/graphql-engine.ts';
import { EventFields } from './events/event-fields.ts';
import { MeFields } from './identity/me-fields.ts';
import { OrchSchema } from './schema/orch-schema.ts';

/** The read and write model of pages. */
@Module({
  imports: [EventsModule],
  controllers: [GraphqlController],
  providers: [GraphqlEngine, OrchSchema, MeFields, EventFields],
})
export class GraphqlModule {}
