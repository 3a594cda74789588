import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { Allow, NameParam } from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { ReceiveWebhookCall } from './receive-webhook-call.ts';

/** Where others call webhooks: at the root of the server, whatever workspace they belong to. */
@Controller('hooks')
export class HooksController {
  constructor(private readonly receive: ReceiveWebhookCall) {}

  @Post(':slug')
  @HttpCode(204)
  @Allow('public')
  async post(@NameParam('slug') slug: string, @Req() request: FastifyRequest): Promise<void> {
    await this.receive.execute(callOf(slug, request));
  }

  @Get(':slug')
  @HttpCode(204)
  @Allow('public')
  async get(@NameParam('slug') slug: string, @Req() request: FastifyRequest): Promise<void> {
    await this.receive.execute(callOf(slug, request));
  }
}

const callOf = (slug: string, { method, headers, rawBody, ip }: FastifyRequest) => ({
  slug,
  method,
  headers: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
    ),
  ),
  text: rawBody ?? '',
  address: ip,
});
