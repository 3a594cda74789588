import pg from 'pg';
import { rowTypes } from './pg-types.ts';

/** A connection and the workspace its session is bound to (`''` = none, so that no tenant row is visible). */
export interface Connection {
  readonly client: pg.Client;
  workspaceId: string;
  broken: boolean;
}

export interface PoolOptions {
  readonly url: string;
  /** The role that statements run as: neither owner of the tables nor able to bypass row-level security. */
  readonly role: 'orch_app' | 'orch_background';
  /** What other sessions see of this process, beside the role; short. */
  readonly note?: string;
  readonly connectionsMax: number;
  readonly statementTimeoutMs: number;
  readonly onError: (error: Error) => void;
}

type Waiter = {
  workspaceId: string;
  resolve: (c: Connection) => void;
  reject: (e: Error) => void;
  timer: NodeJS.Timeout;
};

const ACQUIRE_TIMEOUT_MS = 10_000;

/**
 * Hands out one connection at a time to one caller, preferring one that is already bound to the caller's workspace,
 * so that a busy workspace pays no statement for the binding.
 */
export class ConnectionPool {
  private readonly idle: Connection[] = [];
  private readonly waiting: Waiter[] = [];
  private readonly all = new Set<Connection>();
  private opening = 0;
  private ended = false;

  constructor(private readonly options: PoolOptions) {}

  async acquire(workspaceId: string): Promise<Connection> {
    if (this.ended) throw new Error('Connection terminated: the pool is closed');
    const bound = this.idle.findLastIndex((c) => c.workspaceId === workspaceId);
    const connection = bound >= 0 ? this.idle.splice(bound, 1)[0] : this.idle.shift();
    if (connection) return connection;
    if (this.all.size + this.opening < this.options.connectionsMax) return this.open();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(new Error('timeout exceeded when waiting for a database connection'));
      }, ACQUIRE_TIMEOUT_MS);
      const waiter: Waiter = { workspaceId, resolve, reject, timer };
      this.waiting.push(waiter);
    });
  }

  release(connection: Connection): void {
    if (connection.broken || this.ended) {
      this.all.delete(connection);
      void connection.client.end().catch(() => undefined);
      this.refill();
      return;
    }
    const waiter = this.waiting.shift();
    if (waiter) {
      clearTimeout(waiter.timer);
      waiter.resolve(connection);
    } else {
      this.idle.push(connection);
    }
  }

  async end(): Promise<void> {
    this.ended = true;
    for (const w of this.waiting.splice(0)) {
      clearTimeout(w.timer);
      w.reject(new Error('Connection terminated: the pool is closed'));
    }
    await Promise.all([...this.idle.splice(0)].map((c) => c.client.end().catch(() => undefined)));
  }

  /** A waiter may be left without a connection to wait for when one broke: open another for it. */
  private refill(): void {
    if (
      this.ended ||
      this.waiting.length === 0 ||
      this.all.size + this.opening >= this.options.connectionsMax
    )
      return;
    const waiter = this.waiting.shift()!;
    clearTimeout(waiter.timer);
    this.open().then(waiter.resolve, waiter.reject);
  }

  private async open(): Promise<Connection> {
    this.opening += 1;
    const { url, role, note, statementTimeoutMs } = this.options;
    const client = new pg.Client({
      connectionString: url,
      types: rowTypes,
      pipeline: true,
      application_name: note === undefined ? role : `${role} ${note}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: 30_000,
      options: `-c role=${role} -c timezone=UTC -c datestyle=ISO -c client_min_messages=warning`,
      // `pipeline` (several statements sent without waiting) is newer than the published types
    } as pg.ClientConfig);
    const connection: Connection = { client, workspaceId: '', broken: false };
    client.on('error', (error) => {
      connection.broken = true;
      const at = this.idle.indexOf(connection);
      if (at >= 0) {
        this.idle.splice(at, 1);
        this.all.delete(connection);
      }
      this.options.onError(error);
    });
    try {
      await client.connect();
      this.all.add(connection);
      return connection;
    } finally {
      this.opening -= 1;
    }
  }
}
