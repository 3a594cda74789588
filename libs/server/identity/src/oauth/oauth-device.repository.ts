import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg } from '@orch/kernel';
import { Database, sql, type Tx } from '@orch/platform';

export interface NewOAuthDevice {
  readonly id: string;
  readonly hash: Buffer;
  readonly userCode: string;
  readonly clientId: string;
  readonly deviceName: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly intervalSeconds: number;
  readonly createdUs: Micros;
  readonly expiresUs: Micros;
}

/** A device that waits for a person. */
export interface WaitingDeviceRow {
  readonly id: string;
  readonly user_code: string;
  readonly client_id: string;
  readonly device_name: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly created: string;
  readonly expires_at: string;
}

/** A device that asks whether it was approved. */
export interface PollingDeviceRow {
  readonly id: string;
  readonly client_id: string;
  readonly interval_seconds: number;
  readonly last_polled_at: string | null;
  readonly expires_at: string;
  readonly is_approved: boolean | null;
  readonly user_id: string | null;
  readonly handle: string | null;
  readonly is_disabled: boolean | null;
  readonly key_name: string | null;
  readonly key_days: number | null;
}

export interface DeviceVerdict {
  readonly isApproved: boolean;
  readonly userId: string;
  readonly keyName: string;
  readonly keyDays: number | null;
}

const SWEPT = 100;

@Injectable()
export class OAuthDeviceRepository {
  constructor(private readonly database: Database) {}

  /** False when another device has this user code: the caller draws another. */
  async add(tx: Tx, device: NewOAuthDevice): Promise<boolean> {
    const touched = await tx.execute(sql`
      insert into oauth_device (id, hash, user_code, client_id, device_name, ip, user_agent, interval_seconds, created, expires_at)
      values (${device.id}, ${device.hash}, ${device.userCode}, ${device.clientId}, ${device.deviceName}, ${device.ip},
        ${device.userAgent}, ${device.intervalSeconds}, ${microsToPg(device.createdUs)}, ${microsToPg(device.expiresUs)})
      on conflict (user_code) do nothing`);
    return touched > 0;
  }

  async countOfIp(tx: Tx, ip: string, sinceUs: Micros): Promise<number> {
    const [row] = await tx.query<{ count: number }>(sql`
      select count(*)::int as count from oauth_device where ip = ${ip} and created > ${microsToPg(sinceUs)}`);
    return row?.count ?? 0;
  }

  async waiting(userCode: string, nowUs: Micros): Promise<WaitingDeviceRow | undefined> {
    const [row] = await this.database.queryOutside<WaitingDeviceRow>(sql`
      select id, user_code, client_id, device_name, ip, user_agent, created, expires_at from oauth_device
      where user_code = ${userCode} and is_approved is null and expires_at > ${microsToPg(nowUs)}`);
    return row;
  }

  /** False when somebody decided before, or the time is over. */
  async decide(tx: Tx, id: string, verdict: DeviceVerdict, nowUs: Micros): Promise<boolean> {
    const touched = await tx.execute(sql`
      update oauth_device set is_approved = ${verdict.isApproved}, user_id = ${verdict.userId}, key_name = ${verdict.keyName},
        key_days = ${verdict.keyDays}
      where id = ${id} and is_approved is null and expires_at > ${microsToPg(nowUs)}`);
    return touched > 0;
  }

  /** Locked until the transaction ends: of two polls at once, one gets the key. */
  async lock(tx: Tx, hash: Buffer): Promise<PollingDeviceRow | undefined> {
    const [row] = await tx.query<PollingDeviceRow>(sql`
      select d.id, d.client_id, d.interval_seconds, d.last_polled_at, d.expires_at, d.is_approved, d.user_id, u.handle,
        u.is_disabled, d.key_name, d.key_days
      from oauth_device d left join app_user u on u.id = d.user_id where d.hash = ${hash} for update of d`);
    return row;
  }

  async polled(tx: Tx, id: string, nowUs: Micros, intervalSeconds: number): Promise<void> {
    await tx.execute(sql`
      update oauth_device set last_polled_at = ${microsToPg(nowUs)}, interval_seconds = ${intervalSeconds} where id = ${id}`);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.execute(sql`delete from oauth_device where id = ${id}`);
  }

  /** Removes some devices whose time was over then. */
  async sweep(tx: Tx, untilUs: Micros): Promise<void> {
    await tx.execute(sql`
      delete from oauth_device where id in (
        select id from oauth_device where expires_at < ${microsToPg(untilUs)} order by expires_at limit ${SWEPT}
        for update skip locked)`);
  }
}
