import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SystemBlockRepository } from './system-block.repository.ts';

/** Before any route of blocks: the workspace has the system's block types. */
@Injectable()
export class SystemBlocksInterceptor implements NestInterceptor {
  constructor(private readonly system: SystemBlockRepository) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<ReturnType<CallHandler['handle']>> {
    const access = context.switchToHttp().getRequest<FastifyRequest>().orchAccess;
    if (access) await this.system.ensure(access.scope);
    return next.handle();
  }
}
