import { Controller, HttpCode, Post } from '@nestjs/common';
import { type GraphqlRequest, graphqlRequest } from '@orch/contract';
import { Allow, CurrentPrincipal, type Principal, WireBody } from '@orch/platform';
import type { FormattedExecutionResult } from 'graphql';
import { GraphqlEngine } from './graphql-engine.ts';

/** One operation a request; no batches, no GET. Who is not signed in gets 401 and learns nothing of the schema. */
@Controller('api/graphql')
export class GraphqlController {
  constructor(private readonly engine: GraphqlEngine) {}

  @Post()
  @HttpCode(200)
  @Allow('signed-in')
  async execute(
    @CurrentPrincipal() principal: Principal,
    @WireBody(graphqlRequest) body: GraphqlRequest,
  ): Promise<FormattedExecutionResult> {
    return this.engine.execute(principal, body);
  }
}
