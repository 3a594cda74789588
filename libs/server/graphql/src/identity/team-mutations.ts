import { Injectable } from '@nestjs/common';
import { teamCreate, teamMembersBody, teamUpdate } from '@orch/contract';
import { ChangeTeams, TeamRepository } from '@orch/identity';
import { OrchError } from '@orch/kernel';
import { bodyOf } from '../schema/checked.ts';
import { enter } from '../schema/graphql-context.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';
import type { AccountLines } from './account-lines.ts';

const SIGNED_IN = allow('signed-in');

/** Changes of teams and who is in them. */
@Injectable()
export class TeamMutations {
  constructor(
    private readonly changeTeams: ChangeTeams,
    private readonly teams: TeamRepository,
  ) {}

  addTo(builder: Builder, lines: AccountLines): void {
    this.addTeams(builder, lines);
    this.addMembers(builder);
  }

  private addTeams(builder: Builder, { Team }: AccountLines): void {
    builder.mutationFields((t) => ({
      createTeam: t.field({
        type: Team,
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string({ required: true }),
          description: t.arg.string(),
        },
        resolve: async (_, { accountId, ...args }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          const id = await this.changeTeams.create(access, bodyOf(teamCreate, args));
          const row = await this.teams.byId(access.scope.accountId, id);
          if (!row) throw new OrchError('not_found', { id });
          return row;
        },
      }),
      updateTeam: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string(),
          description: t.arg.string({ description: 'Null takes it away.' }),
        },
        resolve: async (_, { accountId, id, ...args }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          await this.changeTeams.update(access, id, bodyOf(teamUpdate, args));
          return true;
        },
      }),
      deleteTeam: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, id }, context) => {
          await this.changeTeams.delete(await enter(context, { accountId }, 'account:members'), id);
          return true;
        },
      }),
    }));
  }

  private addMembers(builder: Builder): void {
    const kind = builder.enumType('MemberKind', { values: ['user', 'service_account'] as const });
    const Member = builder.inputType('TeamMemberInput', {
      fields: (t) => ({
        id: t.field({ type: 'UUID', required: true }),
        kind: t.field({ type: kind, required: true }),
      }),
    });
    builder.mutationFields((t) => ({
      setTeamMembers: t.boolean({
        description: 'These and nobody else are in the team from now on.',
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
          members: t.arg({ type: [Member], required: true }),
        },
        resolve: async (_, { accountId, id, members }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          const wanted = members.map((one) => ({ member_id: one.id, member_type: one.kind }));
          await this.changeTeams.setMembers(access, id, bodyOf(teamMembersBody, { members: wanted }));
          return true;
        },
      }),
      removeTeamMember: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
          memberId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, id, memberId }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          await this.changeTeams.removeMember(access, id, memberId);
          return true;
        },
      }),
    }));
  }
}
