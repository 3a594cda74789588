import { Injectable } from '@nestjs/common';
import { BackgroundDatabase, join, raw, type Sql, sql } from '@orch/platform';

/** A table with rows of workspaces. */
export interface WorkspaceTable {
  readonly name: string;
  readonly primaryKey: readonly string[];
}

/**
 * What a deleted workspace or account leaves to be removed; the audit log, which outlives it, has no such column. The tables come from the catalogue, so that a new one is
 * not forgotten; those that refer to others come first, so that no cascade removes more than a batch at a time.
 */
@Injectable()
export class PurgeRepository {
  constructor(private readonly database: BackgroundDatabase) {}

  /** Ids of workspaces whose time of grace is over, or whose account's is; the oldest deletion first. */
  async dueWorkspaces(graceDays: number, limit: number): Promise<string[]> {
    const rows = await this.database.queryOutside<{ id: string }>(sql`
      select w.id from workspace w join account a on a.id = w.account_id
      where least(w.deleted_at, a.deleted_at) < now() - make_interval(days => ${graceDays}::int)
      order by least(w.deleted_at, a.deleted_at) limit ${limit}`);
    return rows.map(({ id }) => id);
  }

  /** Accounts whose time of grace is over and that have no workspace any more. */
  async dueAccounts(graceDays: number, limit: number): Promise<string[]> {
    const rows = await this.database.queryOutside<{ id: string }>(sql`
      select a.id from account a
      where a.deleted_at < now() - make_interval(days => ${graceDays}::int)
        and not exists (select from workspace w where w.account_id = a.id)
      order by a.deleted_at limit ${limit}`);
    return rows.map(({ id }) => id);
  }

  /** Every table with a workspace_id, partitions by their parent; referring tables before those they refer to. */
  async tables(): Promise<WorkspaceTable[]> {
    const rows = await this.database.queryOutside<{
      name: string;
      primary_key: string[];
      refers_to: string[];
    }>(sql`
      select c.relname::text as name,
        (select array_agg(a.attname::text order by k.place)
         from pg_index i cross join unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
         where i.indrelid = c.oid and i.indisprimary) as primary_key,
        coalesce((select array_agg(distinct f.confrelid::regclass::text) from pg_constraint f
                  where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid), '{}') as refers_to
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)
      order by c.relname`);
    return inOrder(rows);
  }

  /** Removes some rows of the workspace; returns how many. */
  async deleteBatch(table: WorkspaceTable, workspaceId: string, rowsMax: number): Promise<number> {
    const name = identifier(table.name);
    const key = join(table.primaryKey.map(identifier));
    return this.database.execute(
      { accountId: '', workspaceId: '' },
      sql`delete from ${name} where workspace_id = ${workspaceId} and (${key}) in (
            select ${key} from ${name} where workspace_id = ${workspaceId} limit ${rowsMax})`,
    );
  }

  /** Removes the workspace itself; false when it was brought back meanwhile, or removed by another process. */
  async deleteWorkspace(workspaceId: string, graceDays: number): Promise<boolean> {
    const deleted = await this.database.queryOutside(sql`
      delete from workspace w using account a where a.id = w.account_id and w.id = ${workspaceId}
        and least(w.deleted_at, a.deleted_at) < now() - make_interval(days => ${graceDays}::int) returning w.id`);
    return deleted.length > 0;
  }

  async deleteAccount(accountId: string, graceDays: number): Promise<void> {
    await this.database.queryOutside(sql`
      delete from account where id = ${accountId} and deleted_at < now() - make_interval(days => ${graceDays}::int)
        and not exists (select from workspace w where w.account_id = account.id)`);
  }
}

/** Names come from the catalogue, not from people; they are quoted all the same. */
const identifier = (name: string): Sql => raw(`"${name.replaceAll('"', '""')}"`);

/** Tables that others refer to come after them; in a circle, the order of names decides. */
function inOrder(
  rows: readonly { name: string; primary_key: string[] | null; refers_to: string[] }[],
): WorkspaceTable[] {
  const left = new Map(rows.map((row) => [row.name, row]));
  const ordered: WorkspaceTable[] = [];
  while (left.size > 0) {
    const isReferred = (name: string): boolean =>
      [...left.values()].some((row) => row.name !== name && row.refers_to.includes(name));
    const next = [...left.values()].find(({ name }) => !isReferred(name)) ?? [...left.values()][0]!;
    left.delete(next.name);
    if (next.primary_key === null) throw new Error(`table ${next.name} has no primary key`);
    ordered.push({ name: next.name, primaryKey: next.primary_key });
  }
  return ordered;
}
