import { Controller, Get } from '@nestjs/common';
import { type RateLimitUsage, type RateLimitUsageQuery, rateLimitUsageQuery } from '@orch/contract';
import { Clock, microsFromPg, microsToWire, OrchError } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, WireQuery } from '@orch/platform';
import { RequestUsageRepository, type UsageRow } from './request-usage.repository.ts';
import { MINUTE_US, RequestUsage } from './request-usage.ts';

const MINUTES_BY_DEFAULT = 60;
const MINUTES_MAX = 1_440;
/** The last one that the wire's dates can name. */
const LAST_MINUTE = Math.floor(Date.UTC(9999, 11, 31, 23, 59) / 60_000);

/** How much was asked of the account. */
@Controller('api/accounts/:accountId/rate-limits')
export class UsageController {
  constructor(
    private readonly usage: RequestUsage,
    private readonly repository: RequestUsageRepository,
    private readonly clock: Clock,
  ) {}

  @Get('usage')
  @Allow('account:read')
  async read(
    @CurrentAccess() { scope }: Access,
    @WireQuery(rateLimitUsageQuery) query: RateLimitUsageQuery,
  ): Promise<RateLimitUsage> {
    const last = Math.min(Math.ceil((query.until ?? this.clock.nowUs()) / MINUTE_US), LAST_MINUTE);
    const first = query.since === undefined ? last - MINUTES_BY_DEFAULT : Math.floor(query.since / MINUTE_US);
    if (first > last || last - first > MINUTES_MAX) {
      const text = `since: must be before until, by ${MINUTES_MAX} minutes at most`;
      throw new OrchError('request.rejected', {}, { text });
    }
    await this.usage.flush();
    const rows = await this.repository.between(scope.accountId, first * MINUTE_US, last * MINUTE_US);
    const wanted = query.keys?.split(',').flatMap((key) => (key.trim() === '' ? [] : [key.trim()]));
    return present(scope.accountId, first, last, rows, wanted ?? rows.map((row) => row.key));
  }
}

function present(
  account: string,
  first: number,
  last: number,
  rows: readonly UsageRow[],
  keys: readonly string[],
): RateLimitUsage {
  const minutes = Array.from({ length: last - first }, (_, i) => microsToWire((first + i) * MINUTE_US));
  const zeros = () => ({ requested: minutes.map(() => 0), granted: minutes.map(() => 0) });
  const counts = new Map([...new Set(keys)].sort().map((key) => [key, zeros()]));
  for (const row of rows) {
    const at = microsFromPg(row.minute) / MINUTE_US - first;
    const of = counts.get(row.key);
    if (!of) continue;
    of.requested[at] = row.requested;
    of.granted[at] = row.granted;
  }
  return {
    account,
    since: microsToWire(first * MINUTE_US),
    until: microsToWire(last * MINUTE_US),
    minutes,
    keys: Object.fromEntries(counts),
  };
}
