import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { AuditLog, sql, type Tx, type WorkspaceScope } from '@orch/platform';
import { DEFAULT_WORKSPACE_HANDLE } from '../bootstrap/local-owner.ts';
import { ACCOUNT_ROLES } from '../roles/roles.ts';

interface NewAccount {
  readonly ownerId: string;
  readonly ownerHandle: string;
  readonly name: string;
  /** Not taken by anybody. */
  readonly handle: string;
}

/** The account and the first workspace that a person gets by signing up. */
@Injectable()
export class PersonalAccountRepository {
  constructor(
    private readonly ids: Ids,
    private readonly audit: AuditLog,
  ) {}

  async add(tx: Tx, { ownerId, ownerHandle, name, handle }: NewAccount): Promise<WorkspaceScope> {
    const [accountId, workspaceId] = [this.ids.next(), this.ids.next()];
    await tx.execute(sql`insert into account (id, name, handle) values (${accountId}, ${name}, ${handle})`);
    await tx.execute(sql`
      insert into account_member (account_id, actor_id, actor_kind, role_id)
      values (${accountId}, ${ownerId}, 'user', ${ACCOUNT_ROLES.Owner})`);
    await tx.execute(sql`
      insert into workspace (id, account_id, name, handle)
      values (${workspaceId}, ${accountId}, ${DEFAULT_WORKSPACE_HANDLE}, ${DEFAULT_WORKSPACE_HANDLE})`);
    const actor = { id: ownerId, kind: 'user', name: ownerHandle } as const;
    await this.audit.record(tx, {
      accountId,
      action: 'account.created',
      actor,
      target: { kind: 'account', id: accountId, name },
      after: { name, handle, owner_id: ownerId },
    });
    await this.audit.record(tx, {
      accountId,
      workspaceId,
      action: 'workspace.created',
      actor,
      target: { kind: 'workspace', id: workspaceId, name: DEFAULT_WORKSPACE_HANDLE },
      after: { name: DEFAULT_WORKSPACE_HANDLE, handle: DEFAULT_WORKSPACE_HANDLE },
    });
    return { accountId, workspaceId };
  }
}
