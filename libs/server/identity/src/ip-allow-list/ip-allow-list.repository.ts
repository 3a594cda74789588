import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { Database, prepared, sql, type Tx } from '@orch/platform';

export interface AllowListRow {
  readonly id: string;
  readonly ip_network: string;
  readonly enabled: boolean;
  readonly description: string | null;
  readonly last_seen_at: string | null;
}

/** What the gate has to know of an account. */
export interface PolicyRow {
  readonly enforced: boolean;
  /** Enabled and disabled entries. */
  readonly total: number;
  readonly ids: readonly string[];
  /** Of enabled entries, beside `ids`. */
  readonly networks: readonly string[];
}

const POLICY = prepared(
  'identity.address_policy',
  `select coalesce((a.settings ->> 'enforce_ip_allowlist')::boolean, false) as enforced, e.total, e.ids, e.networks
   from account a, lateral (
     select count(*)::int as total,
       coalesce(array_agg(id::text order by position) filter (where enabled), '{}') as ids,
       coalesce(array_agg(ip_network::text order by position) filter (where enabled), '{}') as networks
     from ip_allowlist_entry where account_id = a.id) e
   where a.id = $1`,
);

@Injectable()
export class IpAllowListRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  async list(accountId: string, tx?: Tx): Promise<AllowListRow[]> {
    const statement = sql`
      select id, ip_network::text as ip_network, enabled, description, last_seen_at from ip_allowlist_entry
      where account_id = ${accountId} order by position`;
    return tx ? tx.query<AllowListRow>(statement) : this.database.queryOutside<AllowListRow>(statement);
  }

  async policy(accountId: string, tx?: Tx): Promise<PolicyRow | undefined> {
    const statement = POLICY.with(accountId);
    return (
      await (tx ? tx.query<PolicyRow>(statement) : this.database.queryOutside<PolicyRow>(statement))
    )[0];
  }

  /** Writers of the list and of the setting that enforces it go one after the other. */
  async lockAccount(tx: Tx, accountId: string): Promise<void> {
    await tx.query(sql`select 1 from account where id = ${accountId} for update`);
  }

  /** The whole list anew; networks that stay keep when they were last seen. */
  async replace(
    tx: Tx,
    accountId: string,
    entries: readonly Omit<AllowListRow, 'id' | 'last_seen_at'>[],
  ): Promise<void> {
    const networks = entries.map((e) => e.ip_network);
    await tx.execute(sql`
      delete from ip_allowlist_entry where account_id = ${accountId} and not (ip_network::text = any(${networks}::text[]))`);
    await tx.execute(sql`
      insert into ip_allowlist_entry (account_id, id, ip_network, enabled, description, position)
      select ${accountId}, n.id, n.network, n.enabled, n.description, n.position
      from unnest(${entries.map(() => this.ids.next())}::uuid[], ${networks}::cidr[], ${entries.map((e) => e.enabled)}::boolean[],
        ${entries.map((e) => e.description)}::text[], ${entries.map((_, i) => i)}::int[]) as n (id, network, enabled, description, position)
      on conflict (account_id, ip_network) do update
        set enabled = excluded.enabled, description = excluded.description, position = excluded.position`);
  }

  /** Several accounts' entries were just used. */
  async seen(ids: readonly string[]): Promise<void> {
    await this.database.queryOutside(
      sql`update ip_allowlist_entry set last_seen_at = now() where id = any(${ids}::uuid[])`,
    );
  }
}
