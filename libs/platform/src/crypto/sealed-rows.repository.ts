import type { Database } from '../database/database.ts';
import { raw, type Sql, sql } from '../database/statement.ts';

/** A row with a sealed text, and its place in the order in which a table is walked. */
export interface SealedRow {
  readonly workspaceId: string;
  readonly rowId: string;
  /** `null` when there is nothing to do: no sealed text, or one of the wanted root key. */
  readonly sealed: Buffer | null;
}
/** A sealed text to be put in the place of another. */
export interface Resealed {
  readonly workspaceId: string;
  readonly rowId: string;
  readonly from: Buffer;
  readonly to: Buffer;
}
/** A table with sealed texts. */
export interface SealedTable {
  readonly name: string;
  readonly column: string;
  /** The column whose value is the `workspaceId` of the place: tables of accounts have no workspace, some not even an account. */
  readonly scope: 'workspace_id' | 'account_id' | null;
}
interface Row {
  readonly scope: string;
  readonly id: string;
  readonly sealed: Buffer | null;
}

const NIL = '00000000-0000-0000-0000-000000000000';
/** Before the first row of every table. */
export const FIRST: SealedRow = { workspaceId: NIL, rowId: NIL, sealed: null };

// Columns that hold sealed texts, by their name, or by their comment when they have another: one that is added later
// needs no list here.
const TABLES = sql`select c.relname as name, a.attname as column, d.is_free,
    case when not d.is_free then (select max(k.attname) from pg_attribute k
      where k.attrelid = c.oid and k.attname in ('workspace_id', 'account_id') and k.attnotnull) end as scope
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  cross join lateral (select coalesce(col_description(c.oid, a.attnum) = 'sealed, of no workspace', false) as is_free) d
  where (a.attname = 'sealed' or d.is_free) and a.atttypid = 'bytea'::regtype and c.relkind in ('r', 'p')
    and not c.relispartition and c.relnamespace = current_schema()::regnamespace order by c.relname, a.attname`;

// The note of a server's connections is the list of root keys that it knows; the first is the one that seals.
const SERVERS = sql`select distinct split_part(application_name, ' ', 2) as keys from pg_stat_activity
  where datname = current_database() and application_name like 'orch\\_app %'`;

/** Reads and replaces sealed texts of any table, whatever the workspace: needs the role of the background loops. */
export class SealedRowsRepository {
  /** The column that says whose key sealed a row of a table. */
  private readonly owners = new Map<string, string>();

  constructor(private readonly db: Database) {}

  /** @throws Error when a table does not have a column that binds its sealed texts to a workspace or an account */
  async tables(): Promise<SealedTable[]> {
    const rows = await this.db.queryOutside<SealedTable & { readonly is_free: boolean }>(TABLES);
    return rows.map(({ name, column, scope, is_free }) => {
      if (scope === null && !is_free)
        throw new Error(`table ${name} has sealed texts, but neither workspace_id nor account_id`);
      return { name, column, scope };
    });
  }

  /** Ids of the root keys with which the running servers seal, in hexadecimal. */
  async sealingKeys(): Promise<string[]> {
    const rows = await this.db.queryOutside<{ keys: string }>(SERVERS);
    return rows.map(({ keys }) => keys.split('+', 1)[0]!);
  }

  /**
   * The next rows by primary key. Bounded by rows, not by what is found in them. Tables of accounts are small. What
   * was emptied when it was done with, such as a mail that was sent, is no text.
   */
  async page(table: SealedTable, after: SealedRow, keyId: Buffer, limit: number): Promise<SealedRow[]> {
    const [scope, column] = [scopeOf(table), nameOf(table.column)];
    const isBeyond =
      table.scope === null
        ? sql`id > ${after.rowId}::uuid`
        : sql`(${scope}, id) > (${after.workspaceId}::uuid, ${after.rowId}::uuid)`;
    const order = table.scope === null ? raw('id') : sql`${scope}, id`;
    const rows = await this.db.queryOutside<Row>(
      sql`select ${scope} as scope, id,
            case when ${column} <> ''::bytea and substring(${column} from 2 for 4) <> ${keyId} then ${column} end as sealed
          from ${nameOf(table.name)} where ${isBeyond} order by ${order} limit ${limit}`,
    );
    return rows.map((row) => ({ workspaceId: row.scope, rowId: row.id, sealed: row.sealed }));
  }

  /** Replaces those that are still what they were; who writes a row meanwhile wins. Answers how many were replaced. */
  async replace(table: SealedTable, rows: readonly Resealed[]): Promise<number> {
    const [scope, column] = [scopeOf(table), nameOf(table.column)];
    const replaced = await this.db.queryOutside(
      sql`update ${nameOf(table.name)} t set ${column} = n.after
          from unnest(${rows.map((r) => r.workspaceId)}::uuid[], ${rows.map((r) => r.rowId)}::uuid[],
            ${rows.map((r) => r.from)}::bytea[], ${rows.map((r) => r.to)}::bytea[]) as n (workspace_id_of_place, id, before, after)
          where ${scope} = n.workspace_id_of_place and t.id = n.id and t.${column} = n.before returning t.id`,
    );
    return replaced.length;
  }
}

const scopeOf = ({ scope }: SealedTable): Sql => (scope === null ? sql`${NIL}::uuid` : raw(scope));

/** Names come from the catalogue of this database; anything that would need quotes is refused. */
function nameOf(name: string): Sql {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`name ${name}`);
  return raw(name);
}
