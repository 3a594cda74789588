import { Injectable } from '@nestjs/common';
import type { ScimGroupBody } from '@orch/contract';
import type { Access } from '@orch/platform';
import { ChangeTeams, type TeamMember } from '../teams/change-teams.ts';
import { ScimGroupRepository } from './scim-group.repository.ts';
import { type GroupChange, idsOf, type MemberStep } from './scim-patch.ts';

const peopleOf = (ids: readonly string[]): TeamMember[] =>
  ids.map((member_id) => ({ member_id, member_type: 'user' }));

/** Groups of a directory are teams. Service accounts in them are none of its business: they stay. */
@Injectable()
export class ProvisionGroups {
  constructor(
    private readonly changeTeams: ChangeTeams,
    private readonly groups: ScimGroupRepository,
  ) {}

  /** @returns the id of the team. @throws OrchError `team.name_taken`, `member.unknown`; ScimError */
  async create(
    access: Access,
    { displayName: name, externalId = null, members }: ScimGroupBody,
  ): Promise<string> {
    const id = await this.changeTeams.create(access, { name, description: null }, peopleOf(idsOf(members)));
    await this.groups.name(access.scope.accountId, id, externalId);
    return id;
  }

  /** @throws OrchError `not_found`, `team.name_taken`, `member.unknown` */
  async update(access: Access, id: string, { displayName, externalId, members }: GroupChange): Promise<void> {
    if (displayName !== undefined) await this.changeTeams.update(access, id, { name: displayName });
    if (members.length > 0)
      await this.changeTeams.changeMembers(access, id, (current) => members.reduce(afterStep, current));
    if (externalId !== undefined) await this.groups.name(access.scope.accountId, id, externalId);
  }

  /** @throws OrchError `not_found` */
  async delete(access: Access, id: string): Promise<void> {
    await this.changeTeams.delete(access, id);
  }
}

function afterStep(current: readonly TeamMember[], { op, ids }: MemberStep): readonly TeamMember[] {
  if (op === 'add') return [...current, ...peopleOf(ids)];
  const isMachine = ({ member_type }: TeamMember): boolean => member_type === 'service_account';
  if (op === 'replace') return [...current.filter(isMachine), ...peopleOf(ids)];
  const gone = new Set(ids);
  return current.filter((member) => isMachine(member) || !gone.has(member.member_id));
}
