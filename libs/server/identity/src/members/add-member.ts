import { Injectable } from '@nestjs/common';
import { AuditLog, type AuditActor, type Tx } from '@orch/platform';
import { accountRoleName } from '../roles/roles.ts';
import { MemberRepository, type NewMember } from './member.repository.ts';

export interface MemberToAdd extends NewMember {
  readonly name: string;
  /** Whether they get the default roles of the account's workspaces; not when they are to see one workspace only. */
  readonly withDefaultRoles: boolean;
  /** How they came in, for the audit log: `invitation`, `sso`. */
  readonly by: string;
  /** Who did it, when that is not the principal of the request. */
  readonly actor?: AuditActor;
  /** More that the audit log tells of it. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** The one way into an account that exists: for invitations and identity providers alike. */
@Injectable()
export class AddMember {
  constructor(
    private readonly members: MemberRepository,
    private readonly audit: AuditLog,
  ) {}

  /** False when they were a member already: then nothing changes. Call it within `AccessChanges.write`. */
  async execute(tx: Tx, member: MemberToAdd): Promise<boolean> {
    if (!(await this.members.add(tx, member))) return false;
    if (member.withDefaultRoles) await this.members.giveDefaultRoles(tx, member);
    const { accountId, actorId, name, roleId, kind, by, actor, detail } = member;
    await this.audit.record(tx, {
      accountId,
      action: 'member.added',
      target: { kind, id: actorId, name },
      after: { account_role: accountRoleName(roleId) ?? roleId, by, ...detail },
      ...(actor ? { actor } : {}),
    });
    return true;
  }
}
