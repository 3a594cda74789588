import { Controller, Get, Res } from '@nestjs/common';
import { Allow, Database, WireJson, sql } from '@orch/platform';
import type { FastifyReply } from 'fastify';

/** The version of the API that clients compare theirs with. Upstream: client/constants.py, SERVER_API_VERSION (3.8.8). */
const API_VERSION = '0.8.4';

/** Probes, open to everybody. Upstream: api/root.py and api/server.py (3.8.8). */
@Controller('api')
export class RootController {
  constructor(private readonly db: Database) {}

  @Get('health')
  @Allow('public')
  health(): WireJson {
    return new WireJson('true');
  }

  @Get('version')
  @Allow('public')
  version(): WireJson {
    return new WireJson(JSON.stringify(API_VERSION));
  }

  @Get('hello')
  @Allow('public')
  hello(): WireJson {
    return new WireJson('"👋"');
  }

  /** Whether the database answers. */
  @Get('ready')
  @Allow('public')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ message: string }> {
    try {
      await this.db.queryOutside(sql`select 1`);
      return { message: 'OK' };
    } catch {
      reply.code(503);
      return { message: 'Database is not available' };
    }
  }
}
