import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg } from '@orch/kernel';
import { Database, sql } from '@orch/platform';

export interface UsageRow {
  readonly account_id: string;
  readonly minute: string;
  readonly key: string;
  readonly requested: number;
  readonly granted: number;
}

@Injectable()
export class RequestUsageRepository {
  constructor(private readonly database: Database) {}

  /** Adds what a process saw, in one statement; rows in one order for all processes, so that they do not lock each other. */
  async add(rows: readonly UsageRow[]): Promise<void> {
    const of = <K extends keyof UsageRow>(member: K): UsageRow[K][] => rows.map((row) => row[member]);
    await this.database.queryOutside(sql`
      insert into request_usage as u (account_id, minute, key, requested, granted)
      select * from unnest(${of('account_id')}::uuid[], ${of('minute')}::timestamptz[], ${of('key')}::text[],
        ${of('requested')}::bigint[], ${of('granted')}::bigint[]) as n order by 1, 2, 3
      on conflict (account_id, minute, key) do update
        set requested = u.requested + excluded.requested, granted = u.granted + excluded.granted`);
  }

  async between(accountId: string, sinceUs: Micros, untilUs: Micros): Promise<UsageRow[]> {
    return this.database.queryOutside<UsageRow>(sql`
      select account_id, minute, key, requested, granted from request_usage
      where account_id = ${accountId} and minute >= ${microsToPg(sinceUs)} and minute < ${microsToPg(untilUs)} order by minute`);
  }

  async forget(beforeUs: Micros): Promise<void> {
    await this.database.queryOutside(sql`delete from request_usage where minute < ${microsToPg(beforeUs)}`);
  }
}
