import { Injectable } from '@nestjs/common';
import type { ScimTokenCreate } from '@orch/contract';
import { Ids, OrchError, Secret } from '@orch/kernel';
import { type Access, AuditLog } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AccountRepository } from '../accounts/account.repository.ts';
import { requireWholeKey } from '../api-keys/narrow-key.ts';
import { hashSecret, newSecret } from '../oauth/one-time-secret.ts';
import { type ScimTokenRow, ScimTokenRepository } from './scim-token.repository.ts';

const TOKENS_MAX = 10;
/** Tells people and secret scanners what it is. */
export const SCIM_TOKEN_PREFIX = 'orch_scim_';

/** Tokens with which an identity provider changes an account. */
@Injectable()
export class ChangeScimTokens {
  constructor(
    private readonly changes: AccessChanges,
    private readonly accounts: AccountRepository,
    private readonly tokens: ScimTokenRepository,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
  ) {}

  /** @returns the token, which is shown this once. @throws OrchError `account.full` */
  async create(
    { principal, scope }: Access,
    { name, expiration }: ScimTokenCreate,
  ): Promise<{ row: ScimTokenRow; token: Secret<string> }> {
    requireWholeKey(principal);
    const token = new Secret(`${SCIM_TOKEN_PREFIX}${newSecret()}`);
    const { accountId } = scope;
    const row = await this.changes.write(async (tx) => {
      await this.accounts.lock(tx, accountId);
      if ((await this.tokens.count(tx, accountId)) >= TOKENS_MAX)
        throw new OrchError('account.full', {}, { max: TOKENS_MAX, what: 'SCIM tokens of an account' });
      const made = await this.tokens.add(tx, {
        id: this.ids.next(),
        accountId,
        name,
        hash: hashSecret(token.reveal()),
        createdBy: principal.actorKind === 'user' ? principal.actorId : null,
        expiresUs: expiration,
      });
      const target = { kind: 'scim_token', id: made.id, name };
      await this.audit.record(tx, {
        accountId,
        action: 'scim_token.created',
        target,
        after: { name, expires: made.expires_at },
      });
      return made;
    });
    return { row, token };
  }

  /** It opens nothing from now on. @throws OrchError `not_found` */
  async revoke({ scope }: Access, id: string): Promise<void> {
    const { accountId } = scope;
    await this.changes.write(async (tx) => {
      const row = await this.tokens.remove(tx, accountId, id);
      if (!row) throw new OrchError('not_found', { id });
      const target = { kind: 'scim_token', id, name: row.name };
      await this.audit.record(tx, {
        accountId,
        action: 'scim_token.revoked',
        target,
        before: { name: row.name },
      });
    });
  }
}
