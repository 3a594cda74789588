import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Micros, microsToPg } from '@orch/kernel';
import { Database, sql } from '@orch/platform';

const FLUSH_MS = 60_000;
/** More sessions than this in one minute: the rest is noted a minute later. */
const NOTED_MAX = 50_000;

/** Remembers which sessions were used and writes it down once a minute, all in one statement, off the request path. */
@Injectable()
export class SessionUse implements OnModuleDestroy {
  private noted = new Map<string, Micros>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  note(sessionId: string): void {
    if (this.noted.size >= NOTED_MAX && !this.noted.has(sessionId)) return;
    this.noted.set(sessionId, this.clock.nowUs());
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what was noted. A failure loses a minute, of twelve hours that a session may be idle. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.noted.size === 0) return;
    const ids = [...this.noted.keys()];
    const seen = [...this.noted.values()].map(microsToPg);
    this.noted = new Map();
    await this.database
      .queryOutside(
        sql`update user_session s set last_seen_at = greatest(s.last_seen_at, n.seen)
            from unnest(${ids}::uuid[], ${seen}::timestamptz[]) as n (id, seen) where s.id = n.id`,
      )
      .catch(() => undefined);
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
  }
}
