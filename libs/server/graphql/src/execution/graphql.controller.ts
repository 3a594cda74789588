import { Controller, HttpCode, Optional, Post, Req, Res } from '@nestjs/common';
import { type GraphqlRequest, graphqlRequest } from '@orch/contract';
import {
  AccessResolver,
  Allow,
  CurrentPrincipal,
  type Principal,
  RequestGate,
  WireBody,
} from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { oncePerAccount } from '../schema/graphql-context.ts';
import { LazyGraphql } from './lazy-graphql.ts';

/** One operation a request; no batches, no GET. Who is not signed in gets 401 and learns nothing of the schema. */
@Controller('api/graphql')
export class GraphqlController {
  constructor(
    private readonly graphql: LazyGraphql,
    private readonly resolver: AccessResolver,
    @Optional() private readonly gate?: RequestGate,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('signed-in')
  async execute(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @WireBody(graphqlRequest) body: GraphqlRequest,
  ): Promise<FormattedExecutionResult> {
    const admit = oncePerAccount((access) => this.gate?.admit(request, reply, access));
    const { engine } = await this.graphql.get();
    return engine.execute({ principal, resolver: this.resolver, admit }, body);
  }
}
