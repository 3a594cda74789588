import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { TokenForm } from '@orch/contract';
import { Clock, microsFromPg } from '@orch/kernel';
import { AuditLog, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { ApiKeyRepository } from '../api-keys/api-key.repository.ts';
import { CLI_NAME } from './authorization-request.ts';
import { MintClientKey, type MintedKey } from './mint-client-key.ts';
import { OAuthCodeRepository, type OAuthCodeRow } from './oauth-code.repository.ts';
import { OAuthError } from './oauth-error.ts';
import { hashSecret } from './one-time-secret.ts';

const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
const BAD_CODE = 'the code is unknown, used, too old or not of this client';

/** Trades an authorization code for an API key, once. */
@Injectable()
export class RedeemCode {
  constructor(
    private readonly changes: AccessChanges,
    private readonly codes: OAuthCodeRepository,
    private readonly keys: ApiKeyRepository,
    private readonly mint: MintClientKey,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws OAuthError `invalid_request`, `invalid_grant` */
  async execute({ code, redirect_uri, code_verifier, client_id }: TokenForm): Promise<MintedKey> {
    if (code === undefined || redirect_uri === undefined || code_verifier === undefined)
      throw new OAuthError('invalid_request', 'code, redirect_uri and code_verifier are needed');
    const hash = hashSecret(code);
    const minted = await this.changes.write(async (tx) => {
      const row = await this.codes.lock(tx, hash);
      if (!row) return undefined;
      if (row.used_at !== null) return this.revokeAfterReplay(tx, row);
      const isGood =
        microsFromPg(row.expires_at) > this.clock.nowUs() &&
        row.client_id === client_id &&
        row.redirect_uri === redirect_uri &&
        provesChallenge(code_verifier, row.code_challenge) &&
        !row.is_disabled;
      return isGood ? this.redeem(tx, hash, row) : undefined;
    });
    if (!minted) throw new OAuthError('invalid_grant', BAD_CODE);
    return minted;
  }

  private async redeem(tx: Tx, hash: Buffer, row: OAuthCodeRow): Promise<MintedKey> {
    const minted = await this.mint.execute(tx, {
      userId: row.user_id,
      handle: row.handle,
      name: row.key_name,
      days: row.key_days,
      via: 'authorization code',
      client: CLI_NAME,
    });
    await this.codes.use(tx, hash, minted.row.id);
    return minted;
  }

  /** A code that comes twice was seen by somebody else: nobody knows which of the two got the key (RFC 6749 4.1.2). */
  private async revokeAfterReplay(
    tx: Tx,
    { user_id, handle, key_id, key_name }: OAuthCodeRow,
  ): Promise<undefined> {
    if (key_id === null || !(await this.keys.revoke(tx, user_id, key_id))) return undefined;
    await this.audit.record(tx, {
      accountId: null,
      action: 'api_key.revoked',
      actor: { id: null, kind: 'system', name: 'authorization code used twice' },
      target: { kind: 'api_key', id: key_id, name: key_name },
      before: { owner: handle },
    });
    return undefined;
  }
}

function provesChallenge(verifier: string, challenge: string): boolean {
  if (!VERIFIER.test(verifier)) return false;
  const proven = Buffer.from(createHash('sha256').update(verifier).digest('base64url'));
  const expected = Buffer.from(challenge);
  return proven.length === expected.length && timingSafeEqual(proven, expected);
}
