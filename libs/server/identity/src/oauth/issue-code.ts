import { Injectable } from '@nestjs/common';
import { Clock, Secret, US_PER_SECOND } from '@orch/kernel';
import { AuditLog, type Principal } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { OAuthCodeRepository } from './oauth-code.repository.ts';
import { hashSecret, newSecret } from './one-time-secret.ts';

const CODE_US = 60 * US_PER_SECOND;
/** How long a code is remembered, so that it is noticed when it comes again. */
const REMEMBERED_US = 24 * 3_600 * US_PER_SECOND;

/** Gives a client the code that it trades for a key. */
@Injectable()
export class IssueCode {
  constructor(
    private readonly changes: AccessChanges,
    private readonly codes: OAuthCodeRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async execute(
    { actorId, name }: Principal,
    { clientId, redirectUri, codeChallenge }: AuthorizationRequest,
    key: { name: string; days: number | null },
  ): Promise<Secret<string>> {
    const code = newSecret();
    const nowUs = this.clock.nowUs();
    await this.changes.write(async (tx) => {
      await this.codes.sweep(tx, nowUs - REMEMBERED_US);
      const expiresUs = nowUs + CODE_US;
      const client = { clientId, redirectUri, codeChallenge, userId: actorId };
      await this.codes.add(tx, {
        ...client,
        hash: hashSecret(code),
        keyName: key.name,
        keyDays: key.days,
        expiresUs,
      });
      await this.audit.record(tx, {
        accountId: null,
        action: 'oauth_code.issued',
        target: { kind: 'user', id: actorId, name },
        after: { client: clientId, redirect_uri: redirectUri, key_name: key.name, expires_in_days: key.days },
      });
    });
    return new Secret(code);
  }
}
