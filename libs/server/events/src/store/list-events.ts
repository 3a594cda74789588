import { Inject, Injectable } from '@nestjs/common';
import { eventFilter, type EventsFilterBody } from '@orch/contract';
import { Clock, OrchError, microsFromPg } from '@orch/kernel';
import { type WorkspaceScope, wireArray } from '@orch/platform';
import { queriedRange } from './event-range.ts';
import { presentEventRow } from './event-row.ts';
import { EventReader } from './event.reader.ts';
import { type PageToken, decodePageToken, encodePageToken } from './page-token.ts';

/** Lists events page by page. Upstream: server/events/storage/database.py, query_events (3.8.8). */
@Injectable()
export class ListEvents {
  constructor(
    @Inject(EventReader) private readonly events: EventReader,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * The first page as JSON text. `nextUrl` is what a page's token is appended to. A total reads all that match: without it
   * only the events of the page are read.
   */
  async first(
    scope: WorkspaceScope,
    { filter: given, limit }: EventsFilterBody,
    isCounted: boolean,
    nextUrl: string,
  ): Promise<string> {
    const filter = given ?? eventFilter.parse({});
    const range = queriedRange(filter, this.clock.nowUs());
    const total = isCounted ? await this.events.count(scope, filter, range) : null;
    return this.page(scope, { filter, range, limit, total, seen: 0, after: undefined }, nextUrl);
  }

  /**
   * A further page.
   * @throws OrchError `auth.forbidden` for a token that is none, as upstream answers it.
   */
  async next(scope: WorkspaceScope, token: string, nextUrl: string): Promise<string> {
    const page = decodePageToken(token);
    if (!page) throw new OrchError('auth.forbidden', { reason: 'page token' });
    return this.page(scope, page, nextUrl);
  }

  private async page(
    scope: WorkspaceScope,
    at: Omit<PageToken, 'after'> & { readonly after: PageToken['after'] | undefined },
    nextUrl: string,
  ): Promise<string> {
    const rows = await this.events.page(scope, at.filter, at.range, at.limit, at.after);
    const last = rows.at(-1);
    const seen = at.seen + rows.length;
    const after = last && { occurredUs: microsFromPg(last.occurred), id: last.id };
    const isEnd = !after || rows.length < at.limit || (at.total !== null && seen >= at.total);
    const next = isEnd ? null : `${nextUrl}${encodePageToken({ ...at, seen, after })}`;
    return `{"events":${wireArray(rows, presentEventRow)},"total":${at.total ?? seen},"next_page":${JSON.stringify(next)}}`;
  }
}
