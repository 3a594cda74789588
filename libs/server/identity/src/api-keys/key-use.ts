import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database, sql } from '@orch/platform';

const FLUSH_MS = 60_000;
/** More keys than this in one minute: the rest is noted a minute later. */
const NOTED_MAX = 50_000;

/** Remembers which keys were used and writes it down once a minute, all in one statement, off the request path. */
@Injectable()
export class KeyUse implements OnModuleDestroy {
  private noted = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  note(keyId: string): void {
    if (this.noted.size >= NOTED_MAX) return;
    this.noted.add(keyId);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what was noted. It is a hint for people, so a failure loses one minute of it and nothing else. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.noted.size === 0) return;
    const ids = [...this.noted];
    this.noted = new Set();
    await this.database
      .queryOutside(sql`update api_key set last_used_at = now() where id = any(${ids}::uuid[])`)
      .catch(() => undefined);
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
  }
}
