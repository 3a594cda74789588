import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { GraphqlController } from './execution/graphql.controller.ts';
import { GraphqlSocket } from './execution/graphql-socket.ts';
import { LazyGraphql } from './execution/lazy-graphql.ts';

/** The read and write model of pages. */
@Module({
  imports: [EventsModule],
  controllers: [GraphqlController],
  providers: [GraphqlSocket, LazyGraphql],
})
export class GraphqlModule {}
