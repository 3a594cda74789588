import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Micros, microsToPg, US_PER_SECOND } from '@orch/kernel';
import { RequestUsageRepository, type UsageRow } from './request-usage.repository.ts';
import { USAGE_KEYS } from './usage-key.ts';

export const MINUTE_US = 60 * US_PER_SECOND;
const FLUSH_MS = 60_000;
const KEPT_US = 8 * 24 * 60 * MINUTE_US;
const FORGET_EVERY_US = 60 * MINUTE_US;
/** Accounts of one minute; more are written at once. */
const ACCOUNTS_MAX = 20_000;

/** What was asked and let through, beside `USAGE_KEYS`. */
interface Counts {
  readonly requested: Uint32Array;
  readonly granted: Uint32Array;
}

/** Counts requests in memory and adds them to the database once a minute; a process that is killed loses that minute. */
@Injectable()
export class RequestUsage implements OnModuleDestroy {
  private counts = new Map<string, Counts>();
  private minute = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private forgottenUs: Micros = 0;
  private readonly logger = new Logger(RequestUsage.name);

  constructor(
    private readonly repository: RequestUsageRepository,
    private readonly clock: Clock,
  ) {}

  /** @param key place in `USAGE_KEYS` */
  count(accountId: string, key: number, isGranted: boolean, nowUs: Micros): void {
    const minute = Math.floor(nowUs / MINUTE_US);
    if (minute !== this.minute || this.counts.size >= ACCOUNTS_MAX) {
      if (this.counts.size > 0) void this.flush();
      this.minute = minute;
    }
    let counts = this.counts.get(accountId);
    if (!counts) {
      const [requested, granted] = [new Uint32Array(USAGE_KEYS.length), new Uint32Array(USAGE_KEYS.length)];
      this.counts.set(accountId, (counts = { requested, granted }));
      this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
    }
    counts.requested[key]! += 1;
    if (isGranted) counts.granted[key]! += 1;
  }

  /** Writes what was counted. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = this.rows();
    this.counts = new Map();
    if (rows.length > 0) this.writing = this.writing.then(() => this.write(rows));
    return this.writing;
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
  }

  private rows(): UsageRow[] {
    const minute = microsToPg(this.minute * MINUTE_US);
    return [...this.counts].flatMap(([account_id, { requested, granted }]) =>
      USAGE_KEYS.flatMap((key, i) =>
        requested[i] === 0
          ? []
          : [{ account_id, minute, key, requested: requested[i]!, granted: granted[i]! }],
      ),
    );
  }

  private async write(rows: readonly UsageRow[]): Promise<void> {
    try {
      await this.repository.add(rows);
      const nowUs = this.clock.nowUs();
      if (nowUs - this.forgottenUs < FORGET_EVERY_US) return;
      this.forgottenUs = nowUs;
      await this.repository.forget(nowUs - KEPT_US);
    } catch (error) {
      this.logger.warn(`a minute of request counts is lost: ${String(error)}`);
    }
  }
}
