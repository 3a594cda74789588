import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { clientVersionOf } from '@orch/orchestration';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './transitions.ts';

/** Who calls, by the headers the client sends; old clients are treated differently by some rules. */
export const CallingClient = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const apiVersion = headers['x-prefect-api-version'];
  return {
    clientVersion: clientVersionOf(headers['user-agent']),
    apiVersion: typeof apiVersion === 'string' ? apiVersion : null,
  };
});
