import { Injectable } from '@nestjs/common';
import { Database, Notifications, sql, type Tx, type WorkspaceScope } from '@orch/platform';

const CHANNEL = 'orch_access';
const OUTSIDE: WorkspaceScope = { accountId: '', workspaceId: '' };

/**
 * The one way to write keys, roles, memberships, users and workspaces: every process hears of the commit and forgets
 * what it knew. The notification is part of the transaction, so none is lost and none comes early.
 */
@Injectable()
export class AccessChanges {
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly database: Database,
    notifications: Notifications,
  ) {
    const tell = (): void => this.tell();
    notifications.listen(CHANNEL, tell);
    notifications.onReconnect(tell);
  }

  /** Called after a change of this process or another, and whenever one may have been missed. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Runs `work` in a transaction outside any workspace. It may be run again, so it has no other effects. */
  async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.writeIn(OUTSIDE, work);
  }

  /** As `write`, bound to a workspace, for access that is kept in its own tables. */
  async writeIn<T>(scope: WorkspaceScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(scope, async (tx) => {
      const value = await work(tx);
      await tx.query(sql`select pg_notify(${CHANNEL}, '')`);
      return value;
    });
    this.tell();
    return result;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
