import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Micros, microsToWire } from '@orch/kernel';
import { Database } from '@orch/platform';
import { AuditEventRepository } from './audit-event.repository.ts';
import type { AuditContent } from './audit-row.ts';

const FLUSH_MS = 60_000;
/** Different lines that wait at most; then they are written at once. */
const WAITING_MAX = 5_000;
/** Lines of one transaction: the chain of an account is not locked for longer. */
const BATCH_LINES = 200;

interface Counted {
  readonly first: AuditContent;
  count: number;
  lastUs: Micros;
}

/**
 * Entries that come too often for a line each, such as reads of secrets by workers: the same act of the same actor
 * within a minute becomes one line with a count, written afterwards. A process that is killed loses that minute of
 * them; one that stops in order, nothing.
 */
@Injectable()
export class AuditTally implements OnModuleDestroy {
  private waiting = new Map<string, Counted>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private readonly logger = new Logger(AuditTally.name);

  constructor(
    private readonly database: Database,
    private readonly events: AuditEventRepository,
  ) {}

  add(row: AuditContent): void {
    const same = `${row.accountId}/${row.workspaceId}/${row.action}/${row.outcome}/${row.actorId}/${row.keyId}/${row.ip}/${row.targetKind}/${row.targetId}`;
    const known = this.waiting.get(same);
    if (known) {
      known.count += 1;
      known.lastUs = row.occurredUs;
      return;
    }
    this.waiting.set(same, { first: row, count: 1, lastUs: row.occurredUs });
    if (this.waiting.size >= WAITING_MAX) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what waits. What cannot be written is logged, not kept: memory is bounded. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const lines = [...this.waiting.values()].map(lineOf);
    this.waiting = new Map();
    if (lines.length > 0) this.writing = this.writing.then(() => this.write(lines));
    return this.writing;
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
  }

  private async write(lines: readonly AuditContent[]): Promise<void> {
    for (const ofAccount of Map.groupBy(lines, (line) => line.accountId).values()) {
      for (let from = 0; from < ofAccount.length; from += BATCH_LINES) {
        const batch = ofAccount.slice(from, from + BATCH_LINES);
        await this.database
          // sent without waiting for each other; the connection keeps their order
          .transactionOutside(
            async (tx) => void (await Promise.all(batch.map((row) => this.events.append(tx, row)))),
          )
          .catch((error: unknown) =>
            this.logger.error(error, `${batch.length} lines of the audit log are lost`),
          );
      }
    }
  }
}

const lineOf = ({ first, count, lastUs }: Counted): AuditContent =>
  count === 1
    ? first
    : { ...first, after: JSON.stringify({ ...parsed(first.after), count, last: microsToWire(lastUs) }) };

/** `after` is an object that this process printed. */
const parsed = (text: string | null): object => (text === null ? {} : (JSON.parse(text) as object));
