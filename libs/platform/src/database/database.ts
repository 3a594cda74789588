import type pg from 'pg';
import type { ObjectLimits } from '../auth/object-limits.ts';
import { type Connection, ConnectionPool, type PoolOptions } from './connection-pool.ts';
import { isPgError, toPublicError } from './pg-errors.ts';
import type { Sql, Statement } from './statement.ts';
import { WriteVersions } from './write-versions.ts';

/** The tenant of a piece of work. Every read and write of workspace data names one. */
export interface WorkspaceScope {
  readonly accountId: string;
  readonly workspaceId: string;
  /** What of it is out of reach for who asks, when the workspace has access lists of objects. */
  readonly limits?: ObjectLimits;
}

type Row = Record<string, unknown>;

/** An open transaction, bound to one workspace. Repositories take it as their first argument. */
export interface Tx {
  readonly scope: WorkspaceScope;
  query<R extends object = Row>(statement: Statement | Sql): Promise<R[]>;
  /** Number of rows that an insert, update or delete touched. */
  execute(statement: Statement | Sql): Promise<number>;
}

const NO_WORKSPACE = '';
const BEGIN = 'begin';
const COMMIT = 'commit';
const UUID_ONLY = /^[0-9a-f-]{36}$/;
/** Two writers met; nothing was written, so the work may be done again. */
const RETRIABLE = new Set(['40001', '40P01']);
const TRIES_MAX = 5;

/**
 * The only door to the database. A session is bound to one workspace before any statement of that workspace is sent
 * on it (row-level security reads the binding); binding and statement travel in one round trip.
 */
export class Database {
  private readonly pool: ConnectionPool;

  /** @param versions shared by the databases of one process, so that each knows of the other's writes. */
  constructor(
    readonly options: PoolOptions,
    readonly versions: WriteVersions = new WriteVersions(),
  ) {
    this.pool = new ConnectionPool(options);
  }

  /** One statement in a transaction of its own: one round trip, one commit. */
  async query<R extends object = Row>(scope: WorkspaceScope, statement: Statement | Sql): Promise<R[]> {
    return (await this.single(scope.workspaceId, statement)).rows as R[];
  }

  /** Like `query`, for statements whose row count is what matters. */
  async execute(scope: WorkspaceScope, statement: Statement | Sql): Promise<number> {
    return (await this.single(scope.workspaceId, statement)).rowCount ?? 0;
  }

  /** For tables that belong to no workspace (accounts, users, keys): no tenant row is visible here. */
  async queryOutside<R extends object = Row>(statement: Statement | Sql): Promise<R[]> {
    return (await this.single(NO_WORKSPACE, statement)).rows as R[];
  }

  /**
   * Several statements in one transaction. Serialization failures and deadlocks are retried, so `work` must have
   * no effect outside the database.
   */
  async transaction<T>(scope: WorkspaceScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.retry(() => this.attempt(scope, work));
  }

  /** Like `transaction`, outside any workspace. */
  async transactionOutside<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transaction({ accountId: NO_WORKSPACE, workspaceId: NO_WORKSPACE }, work);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async single(workspaceId: string, statement: Statement | Sql): Promise<pg.QueryResult> {
    return this.retry(async () => {
      const connection = await this.acquire(workspaceId);
      try {
        return await send(connection, statement);
      } catch (error) {
        throw this.failed(connection, error);
      } finally {
        if (this.versions.mayWrite(statement)) this.versions.wrote(workspaceId);
        this.pool.release(connection);
      }
    });
  }

  private async attempt<T>(scope: WorkspaceScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const connection = await this.acquire(scope.workspaceId);
    // Not awaited: BEGIN travels with the first statement.
    const begun = send(connection, { text: BEGIN, values: [] });
    begun.catch(() => undefined);
    let mayWrite = false;
    const sendNoted = (s: Statement | Sql): Promise<pg.QueryResult> => {
      mayWrite ||= this.versions.mayWrite(s);
      return send(connection, s);
    };
    try {
      const tx: Tx = {
        scope,
        query: async <R extends object>(s: Statement | Sql) => (await sendNoted(s)).rows as R[],
        execute: async (s) => (await sendNoted(s)).rowCount ?? 0,
      };
      const result = await work(tx);
      const ended = await send(connection, { text: COMMIT, values: [] });
      if (ended.command !== 'COMMIT') throw new Error('the transaction was rolled back by an earlier error');
      return result;
    } catch (error) {
      if (!connection.broken)
        await send(connection, { text: 'rollback', values: [] }).catch(() => (connection.broken = true));
      throw this.failed(connection, error);
    } finally {
      if (mayWrite) this.versions.wrote(scope.workspaceId);
      this.pool.release(connection);
    }
  }

  private async acquire(workspaceId: string): Promise<Connection> {
    const connection = await this.pool.acquire(workspaceId).catch((error: unknown) => {
      throw toPublicError(error);
    });
    if (connection.workspaceId !== workspaceId) bind(connection, workspaceId);
    return connection;
  }

  private failed(connection: Connection, error: unknown): unknown {
    if (
      error instanceof Error &&
      !isPgError(error) &&
      /Connection terminated|not queryable/i.test(error.message)
    )
      connection.broken = true;
    if (isPgError(error) && /^(08|57P|E[A-Z]+)/.test(error.code)) connection.broken = true;
    return error;
  }

  private async retry<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (attempt < TRIES_MAX && isPgError(error) && RETRIABLE.has(error.code)) continue;
        throw error;
      }
    }
  }
}

/** Binds the session; sent without waiting, ahead of the statement that needs it. A failure breaks the connection. */
function bind(connection: Connection, workspaceId: string): void {
  if (workspaceId !== NO_WORKSPACE && !UUID_ONLY.test(workspaceId))
    throw new Error('a workspace id must be a canonical UUID');
  connection.workspaceId = workspaceId;
  connection.client
    .query({
      name: 'platform.bind',
      text: "select set_config('app.workspace_id', $1, false)",
      values: [workspaceId],
    })
    .catch(() => (connection.broken = true));
}

function send(connection: Connection, statement: Statement | Sql): Promise<pg.QueryResult> {
  const name = 'name' in statement ? statement.name : undefined;
  // pg wants a mutable array and does not change it
  const values = statement.values as unknown[];
  return connection.client.query(
    name ? { name, text: statement.text, values } : { text: statement.text, values },
  );
}

/** The database as the loops see it that work across workspaces: a second role, few connections, opened when used. */
export class BackgroundDatabase extends Database {}
