import { AccountReader } from './accounts/account.reader.ts';
import { AccountRepository } from './accounts/account.repository.ts';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ChangeAccount } from './accounts/change-account.ts';
import { DeletedAccountsController } from './accounts/deleted-accounts.controller.ts';
import { AcceptInvitation } from './invitations/accept-invitation.ts';
import { AccountInvitationsController } from './invitations/account-invitations.controller.ts';
import { InvitationRepository } from './invitations/invitation.repository.ts';
import { Invitations } from './invitations/invitations.ts';
import { Invite } from './invitations/invite.ts';
import { InvitedController } from './invitations/invited.controller.ts';
import { InviterRights } from './invitations/inviter-rights.ts';
import { WorkspaceInvitationsController } from './invitations/workspace-invitations.controller.ts';
import { AddMember } from './members/add-member.ts';
import { ChangeMembers } from './members/change-members.ts';
import { MemberRepository } from './members/member.repository.ts';
import { MembersController } from './members/members.controller.ts';
import { ChangeObjectAccess } from './object-access/change-object-access.ts';
import { ObjectAccessController } from './object-access/object-access.controller.ts';
import { ObjectAccessRepository } from './object-access/object-access.repository.ts';
import { SignUpInvitations } from './people/sign-in-ports.ts';
import { AccountRolesController } from './roles/account-roles.controller.ts';
import { ChangeWorkspaceRoles } from './roles/change-workspace-roles.ts';
import { RoleRepository } from './roles/role.repository.ts';
import { WorkspaceRolesController } from './roles/workspace-roles.controller.ts';
import { ChangeServiceAccount } from './service-accounts/change-service-account.ts';
import { CreateServiceAccount } from './service-accounts/create-service-account.ts';
import { DeleteServiceAccount } from './service-accounts/delete-service-account.ts';
import { ServiceAccountRepository } from './service-accounts/service-account.repository.ts';
import { ServiceAccountsController } from './service-accounts/service-accounts.controller.ts';
import { ChangeTeams } from './teams/change-teams.ts';
import { TeamRepository } from './teams/team.repository.ts';
import { TeamsController } from './teams/teams.controller.ts';
import { AccessList } from './workspace-access/access-list.ts';
import { BotAccessController } from './workspace-access/bot-access.controller.ts';
import { ChangeWorkspaceAccess } from './workspace-access/change-workspace-access.ts';
import { LeaveWorkspaceController } from './workspace-access/leave.controller.ts';
import { TeamAccessController } from './workspace-access/team-access.controller.ts';
import { UserAccessController } from './workspace-access/user-access.controller.ts';
import { WorkspaceAccessRepository } from './workspace-access/workspace-access.repository.ts';
import { ChangeWorkspace } from './workspaces/change-workspace.ts';
import { HandleReader } from './workspaces/handle.reader.ts';
import { HandlesController } from './workspaces/handles.controller.ts';
import { PurgeDeleted } from './workspaces/purge-deleted.ts';
import { PurgeRepository } from './workspaces/purge.repository.ts';
import { TransferWorkspace } from './workspaces/transfer-workspace.ts';
import { TransfersController } from './workspaces/transfers.controller.ts';
import { WorkspaceTransferRepository } from './workspaces/workspace-transfer.repository.ts';
import { WorkspaceRepository } from './workspaces/workspace.repository.ts';
import { WorkspacesController } from './workspaces/workspaces.controller.ts';

/** Accounts and workspaces, and who belongs to them as what. */
export const MEMBERSHIP_CONTROLLERS = [
  AccountsController,
  DeletedAccountsController,
  MembersController,
  AccountRolesController,
  WorkspaceRolesController,
  TeamsController,
  ServiceAccountsController,
  AccountInvitationsController,
  WorkspaceInvitationsController,
  InvitedController,
  WorkspacesController,
  HandlesController,
  TransfersController,
  UserAccessController,
  BotAccessController,
  TeamAccessController,
  LeaveWorkspaceController,
  ObjectAccessController,
];

export const MEMBERSHIP_PROVIDERS = [
  AccountReader,
  AccountRepository,
  ChangeAccount,
  MemberRepository,
  AddMember,
  ChangeMembers,
  RoleRepository,
  ChangeWorkspaceRoles,
  TeamRepository,
  ChangeTeams,
  ServiceAccountRepository,
  CreateServiceAccount,
  ChangeServiceAccount,
  DeleteServiceAccount,
  InvitationRepository,
  InviterRights,
  Invite,
  Invitations,
  AcceptInvitation,
  { provide: SignUpInvitations, useExisting: AcceptInvitation },
  WorkspaceRepository,
  ChangeWorkspace,
  HandleReader,
  WorkspaceTransferRepository,
  TransferWorkspace,
  PurgeRepository,
  PurgeDeleted,
  WorkspaceAccessRepository,
  ChangeWorkspaceAccess,
  AccessList,
  ObjectAccessRepository,
  ChangeObjectAccess,
];
