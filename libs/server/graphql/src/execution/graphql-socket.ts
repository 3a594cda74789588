import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type SocketConnection, SocketGateway, type SocketHandler } from '@orch/events';
import type { Access } from '@orch/platform';
import { LazyGraphql } from './lazy-graphql.ts';

/**
 * Subscriptions on `{workspace}/graphql`. The gateway lets sockets in, looks at their access again after every change
 * of access, and ends them.
 */
@Injectable()
export class GraphqlSocket implements SocketHandler, OnModuleInit {
  constructor(
    private readonly gateway: SocketGateway,
    private readonly graphql: LazyGraphql,
  ) {}

  onModuleInit(): void {
    this.gateway.serveWith('graphql', this);
  }

  async serve(connection: SocketConnection, access: Access): Promise<void> {
    const { subscriptions } = await this.graphql.get();
    await subscriptions.serve(connection, access);
  }
}
