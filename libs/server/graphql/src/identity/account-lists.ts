import { Injectable } from '@nestjs/common';
import {
  type AuditEventOfWire,
  auditEventsFilterBody,
  botsFilterBody,
  type Invitation,
  invitationsFilterBody,
  membersFilterBody,
  teamsFilterBody,
  workspaceRolesFilterBody,
  workspacesFilterBody,
} from '@orch/contract';
import {
  AuditEventReader,
  Invitations,
  MemberRepository,
  type MemberRow,
  presentAuditEvent,
  RoleRepository,
  type RoleRow,
  ServiceAccountRepository,
  type ServiceAccountRow,
  TeamRepository,
  type TeamRow,
  visibleTo,
  WorkspaceRepository,
  type WorkspaceRow,
} from '@orch/identity';
import type { Access } from '@orch/platform';
import { checked } from '../schema/checked.ts';
import { type PageArgs, pageOf } from '../schema/page.ts';

/** The lists of an account, as the routes of the same names answer them. */
@Injectable()
export class AccountLists {
  constructor(
    private readonly memberRepository: MemberRepository,
    private readonly invitationLists: Invitations,
    private readonly teamRepository: TeamRepository,
    private readonly roleRepository: RoleRepository,
    private readonly botRepository: ServiceAccountRepository,
    private readonly workspaceRepository: WorkspaceRepository,
    private readonly auditReader: AuditEventReader,
  ) {}

  async workspaces({ scope, principal }: Access, args: PageArgs): Promise<WorkspaceRow[]> {
    const page = pageOf(args);
    const body = checked(workspacesFilterBody, page);
    return this.workspaceRepository.list(scope.accountId, principal.actorId, body, page.limit);
  }

  async members(
    access: Access,
    { search, ...args }: PageArgs & { search?: string | null | undefined },
  ): Promise<MemberRow[]> {
    const page = pageOf(args);
    const body = checked(membersFilterBody, { ...page, account_memberships: search ? { search } : null });
    return this.memberRepository.list(access.scope.accountId, body, page.limit, visibleTo(access));
  }

  async invitations(access: Access, args: PageArgs): Promise<Invitation[]> {
    return this.invitationLists.list(access, 'account', checked(invitationsFilterBody, pageOf(args)));
  }

  async teams(access: Access, args: PageArgs): Promise<TeamRow[]> {
    const page = pageOf(args);
    const body = checked(teamsFilterBody, page);
    return this.teamRepository.list(access.scope.accountId, body, page.limit, visibleTo(access));
  }

  async workspaceRoles({ scope }: Access, args: PageArgs): Promise<RoleRow[]> {
    const page = pageOf(args);
    return this.roleRepository.list(scope.accountId, checked(workspaceRolesFilterBody, page), page.limit);
  }

  async serviceAccounts({ scope }: Access, args: PageArgs): Promise<ServiceAccountRow[]> {
    const page = pageOf(args);
    return this.botRepository.list(scope.accountId, checked(botsFilterBody, page), page.limit);
  }

  /** Newest first; `before` is the sequence of the last line of the page before. */
  async auditEvents(
    { scope }: Access,
    args: PageArgs & { before?: number | null | undefined; actionPrefix?: string | null | undefined },
  ): Promise<AuditEventOfWire[]> {
    const action = args.actionPrefix ? { prefix_: args.actionPrefix } : null;
    const filter = checked(auditEventsFilterBody, { audit_events: { action } }).audit_events;
    const { limit } = pageOf(args);
    const lines = await this.auditReader.page(scope.accountId, filter, args.before ?? null, limit);
    return lines.map(presentAuditEvent);
  }
}
