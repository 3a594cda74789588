import { Injectable } from '@nestjs/common';
import type { Builder } from '../schema/schema-builder.ts';
import type { AccountLines } from './account-lines.ts';
import { KeyMutations } from './key-mutations.ts';
import { MemberMutations } from './member-mutations.ts';
import { RoleMutations } from './role-mutations.ts';
import { ServiceAccountMutations } from './service-account-mutations.ts';
import { TeamMutations } from './team-mutations.ts';
import type { WorkspaceType } from './workspace-fields.ts';
import { WorkspaceMutations } from './workspace-mutations.ts';

/** Changes of accounts and workspaces: the use cases of the routes, with the same permissions and audit entries. */
@Injectable()
export class AccountMutations {
  constructor(
    private readonly workspaces: WorkspaceMutations,
    private readonly members: MemberMutations,
    private readonly teams: TeamMutations,
    private readonly roles: RoleMutations,
    private readonly serviceAccounts: ServiceAccountMutations,
    private readonly keys: KeyMutations,
  ) {}

  addTo(builder: Builder, lines: AccountLines, Workspace: WorkspaceType): void {
    this.workspaces.addTo(builder, Workspace);
    this.members.addTo(builder, lines);
    this.teams.addTo(builder, lines);
    this.roles.addTo(builder, lines);
    this.serviceAccounts.addTo(builder);
    this.keys.addTo(builder);
  }
}

export const ACCOUNT_MUTATIONS = [
  AccountMutations,
  WorkspaceMutations,
  MemberMutations,
  TeamMutations,
  RoleMutations,
  ServiceAccountMutations,
  KeyMutations,
];
