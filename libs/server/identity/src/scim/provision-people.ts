import { Injectable } from '@nestjs/common';
import type { ScimUserBody } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { type Access, AuditLog, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { ApiKeyRepository } from '../api-keys/api-key.repository.ts';
import { changesBetween } from '../audit-log/changes-between.ts';
import { AddMember } from '../members/add-member.ts';
import { ChangeMembers } from '../members/change-members.ts';
import { FreeHandle } from '../people/free-handle.ts';
import { type PersonRow, PersonRepository } from '../people/person.repository.ts';
import { ACCOUNT_ROLES } from '../roles/roles.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { UserRepository } from '../users/user.repository.ts';
import { ScimError } from './scim-error.ts';
import type { UserChange } from './scim-patch.ts';
import { type ScimUserRow, ScimUserRepository } from './scim-user.repository.ts';

const EMAIL = /^(?=.{3,254}$)[^@\s<>()[\]\\,;:"]{1,64}@[^@\s<>()[\]\\,;:"]+$/;

/**
 * People as a directory has them. It speaks for addresses of domains that the account has proven, and for no others:
 * neither can it make somebody of a stranger's address, nor end what is theirs elsewhere.
 */
@Injectable()
export class ProvisionPeople {
  constructor(
    private readonly changes: AccessChanges,
    private readonly directory: ScimUserRepository,
    private readonly people: PersonRepository,
    private readonly users: UserRepository,
    private readonly handles: FreeHandle,
    private readonly addMember: AddMember,
    private readonly changeMembers: ChangeMembers,
    private readonly sessions: SessionRepository,
    private readonly keys: ApiKeyRepository,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
  ) {}

  /** @returns the id of the person, who may be known here already. @throws ScimError */
  async create({ scope }: Access, body: ScimUserBody): Promise<string> {
    const { userName: email, externalId = null, active } = body;
    if (!EMAIL.test(email)) throw new ScimError(400, 'userName: must be an e-mail address', 'invalidValue');
    return this.changes.write(async (tx) => {
      await this.requireProven(tx, scope.accountId, email);
      const known = await this.people.byEmailIn(tx, email);
      if (known) requireTheirs(known);
      const person = known ?? (await this.make(tx, scope.accountId, body));
      if (!(await this.directory.add(tx, scope.accountId, person.id, externalId)))
        throw new ScimError(409, 'userName: the directory has sent this person already', 'uniqueness');
      if (active) await this.join(tx, scope.accountId, person);
      return person.id;
    });
  }

  /** @throws OrchError `not_found`, `account.last_owner`; ScimError */
  async update({ scope }: Access, userId: string, change: UserChange): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId, userId);
      if (change.userName !== undefined && change.userName.toLowerCase() !== row.email.toLowerCase())
        throw new ScimError(400, 'userName: an address is not changed here', 'mutability');
      if (change.externalId !== undefined)
        await this.directory.update(tx, scope.accountId, userId, change.externalId);
      await this.rename(tx, scope.accountId, row, change);
      if (change.active === true && !row.is_member) {
        await this.requireProven(tx, scope.accountId, row.email);
        await this.join(tx, scope.accountId, row);
      }
      if (change.active === false) await this.end(tx, scope.accountId, row);
    });
  }

  /** @throws OrchError `not_found`, `account.last_owner` */
  async delete({ scope }: Access, userId: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId, userId);
      await this.end(tx, scope.accountId, row);
      await this.directory.remove(tx, scope.accountId, userId);
    });
  }

  private async lock(tx: Tx, accountId: string, userId: string): Promise<ScimUserRow> {
    const row = await this.directory.lock(tx, accountId, userId);
    if (!row) throw new OrchError('not_found', { userId });
    return row;
  }

  private async requireProven(tx: Tx, accountId: string, email: string): Promise<void> {
    if (await this.directory.isProven(tx, accountId, email)) return;
    const detail = 'userName: the account has not proven that the domain of this address is its own';
    throw new ScimError(403, detail);
  }

  private async make(
    tx: Tx,
    accountId: string,
    { userName: email, name }: ScimUserBody,
  ): Promise<Pick<PersonRow, 'id' | 'handle'>> {
    const [id, handle] = [this.ids.next(), await this.handles.ofEmail(tx, email)];
    const names = { firstName: name?.givenName ?? '', lastName: name?.familyName ?? '' };
    const proof = { passwordHash: null, isEmailVerified: true, isOperator: false };
    await this.people.add(tx, { id, email, handle, ...names, ...proof });
    await this.audit.record(tx, {
      accountId,
      action: 'user.created',
      target: { kind: 'user', id, name: handle },
      after: { email, handle, by: 'scim' },
    });
    return { id, handle };
  }

  private async join(
    tx: Tx,
    accountId: string,
    { id, handle }: Pick<PersonRow, 'id' | 'handle'>,
  ): Promise<void> {
    await this.addMember.execute(tx, {
      accountId,
      actorId: id,
      kind: 'user',
      roleId: ACCOUNT_ROLES.Member,
      name: handle,
      withDefaultRoles: true,
      by: 'scim',
    });
  }

  private async rename(tx: Tx, accountId: string, row: ScimUserRow, change: UserChange): Promise<void> {
    const { givenName: first_name = row.first_name, familyName: last_name = row.last_name } = change;
    if (first_name === row.first_name && last_name === row.last_name) return;
    await this.requireProven(tx, accountId, row.email);
    await this.users.update(tx, row.id, { first_name, last_name });
    const [before, after] = changesBetween({ ...row }, { ...row, first_name, last_name }, [
      'first_name',
      'last_name',
    ]);
    const target = { kind: 'user', id: row.id, name: row.handle };
    await this.audit.record(tx, { accountId, action: 'user.updated', target, before, after });
  }

  /** The membership, and with it, while the address is the account's, every session and key of the person. */
  private async end(tx: Tx, accountId: string, { id, email, is_member }: ScimUserRow): Promise<void> {
    if (!is_member) return;
    const isOurs = await this.directory.isProven(tx, accountId, email);
    const sessions = isOurs ? await this.sessions.revokeOthers(tx, id, null) : 0;
    const keys = isOurs ? await this.keys.revokeAll(tx, id) : 0;
    const after = { by: 'scim', sessions_ended: sessions, keys_revoked: keys };
    await this.changeMembers.endInside(tx, accountId, id, { action: 'member.removed', after });
  }
}

/** Whoever signed up with an address that they never proved may be anybody. @throws ScimError */
function requireTheirs({ is_disabled, email_verified_at }: PersonRow): void {
  if (is_disabled) throw new ScimError(409, 'userName: this person is disabled on the server');
  if (email_verified_at === null)
    throw new ScimError(409, 'userName: somebody signed up with this address and has not confirmed it yet');
}
