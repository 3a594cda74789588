import { Controller, Get, Res } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Allow, Database, Metrics, WireJson } from '@orch/platform';
import type { FastifyReply } from 'fastify';

/** What orchestrators of containers and monitoring ask. */
@Controller()
export class OpsController {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  /** The process lives. */
  @Get('livez')
  @Allow('public')
  live(): WireJson {
    return new WireJson('"ok"');
  }

  /** The process can serve: its database answers. */
  @Get('readyz')
  @Allow('public')
  async ready(): Promise<WireJson> {
    await this.database.queryOutside({ text: 'select 1', values: [] }).catch((error: unknown) => {
      throw new OrchError('database.unavailable', { error: String(error) }, {}, { 'retry-after': '1' });
    });
    return new WireJson('"ok"');
  }

  @Get('metrics')
  @Allow('public')
  async read(@Res() reply: FastifyReply): Promise<void> {
    void reply.type(this.metrics.registry.contentType).send(await this.metrics.registry.metrics());
  }
}
