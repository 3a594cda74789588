import { Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import {
  pageLimit,
  type Team,
  type TeamCreate,
  teamCreate,
  type TeamMembersBody,
  teamMembersBody,
  teamsFilterBody,
  type TeamUpdate,
  teamUpdate,
} from '@orch/contract';
import { OrchError, pgToWire } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, UuidParam, WireBody } from '@orch/platform';
import { visibleTo } from '../members/visible-to.ts';
import { ChangeTeams } from './change-teams.ts';
import { TeamRepository, type TeamRow, type TeamsFilterBody } from './team.repository.ts';

const presentTeam = (row: TeamRow): Team => ({
  ...row,
  created: pgToWire(row.created),
  updated: pgToWire(row.updated),
});

/** Teams: people and service accounts that get access to workspaces together. */
@Controller('api/accounts/:accountId/teams')
export class TeamsController {
  constructor(
    private readonly teams: TeamRepository,
    private readonly changeTeams: ChangeTeams,
  ) {}

  @Post()
  @Allow('account:members')
  async create(@CurrentAccess() access: Access, @WireBody(teamCreate) body: TeamCreate): Promise<Team> {
    return this.present(access, await this.changeTeams.create(access, body));
  }

  /** Without the permission to administer members one finds one's own teams. */
  @Post('filter')
  @HttpCode(200)
  @Allow('account:read')
  async filter(
    @CurrentAccess() access: Access,
    @WireBody(teamsFilterBody) body: TeamsFilterBody,
  ): Promise<Team[]> {
    const rows = await this.teams.list(
      access.scope.accountId,
      body,
      pageLimit(body.limit),
      visibleTo(access),
    );
    return rows.map(presentTeam);
  }

  @Get(':teamId')
  @Allow('account:read')
  async read(@CurrentAccess() access: Access, @UuidParam('teamId') teamId: string): Promise<Team> {
    const team = await this.present(access, teamId);
    const isOwn = team.memberships?.some(({ actor_id }) => actor_id === access.principal.actorId);
    if (!isOwn && !access.granted.has('account:members')) throw new OrchError('not_found', { teamId });
    return team;
  }

  @Put(':teamId')
  @HttpCode(204)
  @Allow('account:members')
  async update(
    @CurrentAccess() access: Access,
    @UuidParam('teamId') teamId: string,
    @WireBody(teamUpdate) body: TeamUpdate,
  ): Promise<void> {
    await this.changeTeams.update(access, teamId, body);
  }

  @Delete(':teamId')
  @HttpCode(204)
  @Allow('account:members')
  async delete(@CurrentAccess() access: Access, @UuidParam('teamId') teamId: string): Promise<void> {
    await this.changeTeams.delete(access, teamId);
  }

  @Put(':teamId/members')
  @HttpCode(204)
  @Allow('account:members')
  async setMembers(
    @CurrentAccess() access: Access,
    @UuidParam('teamId') teamId: string,
    @WireBody(teamMembersBody) body: TeamMembersBody,
  ): Promise<void> {
    await this.changeTeams.setMembers(access, teamId, body);
  }

  @Delete(':teamId/members/:memberId')
  @HttpCode(204)
  @Allow('account:members')
  async removeMember(
    @CurrentAccess() access: Access,
    @UuidParam('teamId') teamId: string,
    @UuidParam('memberId') memberId: string,
  ): Promise<void> {
    await this.changeTeams.removeMember(access, teamId, memberId);
  }

  private async present({ scope }: Access, teamId: string): Promise<Team> {
    const row = await this.teams.byId(scope.accountId, teamId);
    if (!row) throw new OrchError('not_found', { teamId });
    const members = await this.teams.members(scope.accountId, teamId);
    const memberships = members.map(({ actor_id, actor_kind, name, email }) => ({
      id: actor_id,
      member_id: actor_id,
      actor_id,
      member_type: actor_kind,
      name,
      email,
    }));
    return { ...presentTeam(row), memberships };
  }
}
