import { All, Controller, Req } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../auth/allow.ts';

/** Requests that no route takes: strangers are not told whether the path is there. */
@Controller('api')
export class UnknownRouteController {
  @All('*')
  @Allow('signed-in')
  refuse(@Req() request: FastifyRequest): never {
    const methods = request.server.orchRoutes.methodsOf(request.url);
    if (methods.length === 0) throw new OrchError('not_found');
    throw new OrchError('method_not_allowed', {}, {}, { allow: methods.join(', ') });
  }
}
