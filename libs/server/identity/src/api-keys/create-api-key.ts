import { Injectable } from '@nestjs/common';
import type { ApiKeyCreate } from '@orch/contract';
import { OrchError, Secret } from '@orch/kernel';
import { AccessResolver, type Principal } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { mintKey } from './api-key-format.ts';
import { ApiKeyRepository, type ApiKeyRow } from './api-key.repository.ts';
import { knownScopes } from './narrow-key.ts';
import { RecordKeyChange, tellOfKey } from './record-key-change.ts';

/** Keys of one actor that work at the same time. */
export const KEYS_PER_ACTOR_MAX = 100;

/** A key that was made now; `key` is shown this once. */
export interface MadeKey {
  readonly row: ApiKeyRow;
  readonly key: Secret<string>;
}

@Injectable()
export class CreateApiKey {
  constructor(
    private readonly changes: AccessChanges,
    private readonly keys: ApiKeyRepository,
    private readonly record: RecordKeyChange,
    private readonly resolver: AccessResolver,
  ) {}

  /**
   * Makes a key of the person who asks.
   * @throws OrchError `api_key.too_many`, `scope.unknown`, `not_found` for a workspace that is not theirs
   */
  async execute(principal: Principal, body: ApiKeyCreate): Promise<MadeKey> {
    const onlyScopes = knownScopes(body.scopes);
    if (body.workspace_id !== null) await this.requireWorkspace(principal, body.workspace_id);
    const key = new Secret(mintKey('user'));
    const owner = { actorId: principal.actorId, actorKind: 'user', accountId: null } as const;
    const row = await this.changes.write(async (tx) => {
      if ((await this.keys.countLocked(tx, owner.actorId)) >= KEYS_PER_ACTOR_MAX)
        throw new OrchError('api_key.too_many', {}, { max: KEYS_PER_ACTOR_MAX });
      const made = await this.keys.add(tx, owner, {
        name: body.name,
        expirationUs: body.expiration,
        key: key.reveal(),
        onlyWorkspace: body.workspace_id,
        onlyScopes,
      });
      await this.record.execute(tx, owner, made, 'api_key.created', { before: null, after: tellOfKey(made) });
      return made;
    });
    return { row, key };
  }

  private async requireWorkspace(principal: Principal, workspaceId: string): Promise<void> {
    const accountId = await this.keys.accountOfWorkspace(principal.actorId, workspaceId);
    const access = accountId && (await this.resolver.accessOf(principal, { accountId, workspaceId }));
    if (!access) throw new OrchError('not_found', { workspaceId });
  }
}
