import { Injectable } from '@nestjs/common';
import type { TeamCreate, TeamMembersBody, TeamUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AccountRepository } from '../accounts/account.repository.ts';
import { changesBetween } from '../audit-log/changes-between.ts';
import { type TeamRow, TeamRepository } from './team.repository.ts';

const TEAMS_MAX = 500;
const MEMBERS_MAX = 1_000;

export type TeamMember = TeamMembersBody['members'][number];

/** Teams of an account. Who administers its members owns all its workspaces, so a team gives nothing above that. */
@Injectable()
export class ChangeTeams {
  constructor(
    private readonly changes: AccessChanges,
    private readonly accounts: AccountRepository,
    private readonly teams: TeamRepository,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `team.name_taken`, `account.full`, `member.unknown` */
  async create({ scope }: Access, body: TeamCreate, members: readonly TeamMember[] = []): Promise<string> {
    return this.changes.write(async (tx) => {
      await this.accounts.lock(tx, scope.accountId);
      if ((await this.teams.countOf(tx, scope.accountId)) >= TEAMS_MAX)
        throw new OrchError('account.full', {}, { max: TEAMS_MAX, what: 'teams in an account' });
      const id = await this.teams.create(tx, scope.accountId, body);
      const { name, description } = body;
      const memberIds = await this.replaceMembers(tx, scope.accountId, id, members);
      await this.record(tx, { id, name, account_id: scope.accountId }, 'team.created', null, {
        name,
        description,
        ...(memberIds.length > 0 && { member_ids: memberIds }),
      });
      return id;
    });
  }

  /** @throws OrchError `not_found`, `team.name_taken` */
  async update({ scope }: Access, id: string, change: TeamUpdate): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId, id);
      await this.teams.update(tx, row, change);
      const { name = row.name, description = row.description } = change;
      const [before, after] = changesBetween({ ...row }, { ...row, name, description }, [
        'name',
        'description',
      ]);
      await this.record(tx, row, 'team.updated', before, after);
    });
  }

  /** @throws OrchError `not_found` */
  async delete({ scope }: Access, id: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId, id);
      await this.teams.delete(tx, id);
      await this.record(tx, row, 'team.deleted', { name: row.name }, null);
    });
  }

  /** These and nobody else are in the team from now on. @throws OrchError `not_found`, `member.unknown` */
  async setMembers(access: Access, id: string, { members }: TeamMembersBody): Promise<void> {
    await this.changeMembers(access, id, () => members);
  }

  /**
   * Who is in the team from now on, by who is in it; nobody changes it in between.
   * @throws OrchError `not_found`, `member.unknown`
   */
  async changeMembers(
    { scope }: Access,
    id: string,
    change: (current: readonly TeamMember[]) => readonly TeamMember[],
  ): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId, id);
      const current = await this.teams.membersIn(tx, id);
      const before = current.map(({ member_id }) => member_id).sort();
      const after = await this.replaceMembers(tx, scope.accountId, id, change(current));
      await this.record(tx, row, 'team.members_changed', { member_ids: before }, { member_ids: after });
    });
  }

  /** @throws OrchError `not_found` */
  async removeMember({ scope }: Access, id: string, actorId: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId, id);
      if (!(await this.teams.removeMember(tx, id, actorId))) throw new OrchError('not_found', { actorId });
      await this.record(tx, row, 'team.member_removed', { member_id: actorId }, null);
    });
  }

  /** @returns their ids in order */
  private async replaceMembers(
    tx: Tx,
    accountId: string,
    id: string,
    members: readonly TeamMember[],
  ): Promise<string[]> {
    const kinds = new Map(members.map(({ member_id, member_type }) => [member_id, member_type]));
    if (kinds.size > MEMBERS_MAX)
      throw new OrchError('request.rejected', {}, { text: `members: at most ${MEMBERS_MAX}` });
    const ids = [...kinds.keys()];
    const found = await this.teams.lockMembers(tx, accountId, ids, [...kinds.values()]);
    if (found < kinds.size) throw new OrchError('member.unknown');
    await this.teams.replaceMembers(tx, accountId, id, ids);
    return ids.sort();
  }

  private async lock(tx: Tx, accountId: string, id: string): Promise<TeamRow> {
    const row = await this.teams.lock(tx, accountId, id);
    if (!row) throw new OrchError('not_found', { id });
    return row;
  }

  private async record(
    tx: Tx,
    team: Pick<TeamRow, 'id' | 'name' | 'account_id'>,
    action: string,
    before: Record<string, unknown> | null,
    after: Record<string, unknown> | null,
  ): Promise<void> {
    const target = { kind: 'team', id: team.id, name: team.name };
    await this.audit.record(tx, { accountId: team.account_id, action, target, before, after });
  }
}
