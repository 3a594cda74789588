import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg } from '@orch/kernel';
import { sql, type Tx } from '@orch/platform';

export interface NewOAuthCode {
  readonly hash: Buffer;
  readonly clientId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly keyName: string;
  readonly keyDays: number | null;
  readonly expiresUs: Micros;
}

export interface OAuthCodeRow {
  readonly client_id: string;
  readonly user_id: string;
  readonly handle: string;
  readonly is_disabled: boolean;
  readonly redirect_uri: string;
  readonly code_challenge: string;
  readonly key_name: string;
  readonly key_days: number | null;
  readonly expires_at: string;
  readonly used_at: string | null;
  readonly key_id: string | null;
}

const SWEPT = 100;

/** Authorization codes, by the SHA-256 of what the client holds. */
@Injectable()
export class OAuthCodeRepository {
  async add(tx: Tx, code: NewOAuthCode): Promise<void> {
    await tx.execute(sql`
      insert into oauth_code (hash, client_id, user_id, redirect_uri, code_challenge, key_name, key_days, expires_at)
      values (${code.hash}, ${code.clientId}, ${code.userId}, ${code.redirectUri}, ${code.codeChallenge}, ${code.keyName},
        ${code.keyDays}, ${microsToPg(code.expiresUs)})`);
  }

  /** Locked until the transaction ends: of two who bring a code at once, one is first. */
  async lock(tx: Tx, hash: Buffer): Promise<OAuthCodeRow | undefined> {
    const [row] = await tx.query<OAuthCodeRow>(sql`
      select c.client_id, c.user_id, u.handle, u.is_disabled, c.redirect_uri, c.code_challenge, c.key_name, c.key_days,
        c.expires_at, c.used_at, c.key_id
      from oauth_code c join app_user u on u.id = c.user_id where c.hash = ${hash} for update of c`);
    return row;
  }

  async use(tx: Tx, hash: Buffer, keyId: string): Promise<void> {
    await tx.execute(sql`update oauth_code set used_at = now(), key_id = ${keyId} where hash = ${hash}`);
  }

  /** Removes some codes that were good until then. */
  async sweep(tx: Tx, untilUs: Micros): Promise<void> {
    await tx.execute(sql`
      delete from oauth_code where hash in (
        select hash from oauth_code where expires_at < ${microsToPg(untilUs)} order by expires_at limit ${SWEPT}
        for update skip locked)`);
  }
}
