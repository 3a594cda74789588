import { Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import {
  type EventsCountBody,
  type EventsFilterBody,
  countable,
  eventsCountBody,
  eventsFilterBody,
  eventsFilterQuery,
  eventsNextQuery,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  CONFIG,
  type Config,
  InvalidRequest,
  WireBody,
  WireJson,
  WireQuery,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { EventIngest } from '../ingest/event-ingest.ts';
import { readEventsBody } from '../ingest/read-event.ts';
import { EventCountReader } from '../store/event-count.reader.ts';
import { ListEvents } from '../store/list-events.ts';
import { nextPageUrl } from './next-page-url.ts';

/** Upstream: server/api/events.py (3.8.8). */
@Controller('api/events')
export class EventsController {
  constructor(
    @Inject(EventIngest) private readonly ingest: EventIngest,
    @Inject(ListEvents) private readonly list: ListEvents,
    @Inject(EventCountReader) private readonly counts: EventCountReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Answered after the commit that holds the events. */
  @Post()
  @HttpCode(204)
  @Allow('events:write')
  async create(@Workspace() scope: WorkspaceScope, @Req() request: FastifyRequest): Promise<void> {
    const events = readEventsBody(request.rawBody);
    if (this.ingest.isFull)
      throw new OrchError('database.unavailable', { queue: 'full' }, {}, { 'retry-after': '1' });
    await this.ingest.add(scope, events, true);
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('events:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(eventsFilterBody) body: EventsFilterBody,
    @WireQuery(eventsFilterQuery) { with_total: isCounted }: { with_total: boolean },
    @Req() request: FastifyRequest,
  ): Promise<WireJson> {
    const nextUrl = nextPageUrl(request, this.config.publicUrl);
    return new WireJson(await this.list.first(scope, body, isCounted, nextUrl));
  }

  @Get('filter/next')
  @Allow('events:read')
  async next(
    @Workspace() scope: WorkspaceScope,
    @WireQuery(eventsNextQuery) query: { 'page-token': string },
    @Req() request: FastifyRequest,
  ): Promise<WireJson> {
    return new WireJson(
      await this.list.next(scope, query['page-token'], nextPageUrl(request, this.config.publicUrl)),
    );
  }

  @Post('count-by/:countable')
  @HttpCode(200)
  @Allow('events:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @Param('countable') given: string,
    @WireBody(eventsCountBody) body: EventsCountBody,
  ): Promise<WireJson> {
    const by = countable.safeParse(given);
    if (!by.success) {
      throw new InvalidRequest([
        { type: 'enum', loc: ['path', 'countable'], msg: by.error.issues[0]?.message ?? 'not valid' },
      ]);
    }
    return new WireJson(
      await this.counts.count(scope, body.filter, by.data, body.time_unit, body.time_interval),
    );
  }
}
