import { Injectable } from '@nestjs/common';
import { invitationCreate, workspaceCreate, workspaceUpdate } from '@orch/contract';
import { ChangeMembers, ChangeWorkspace, Invitations } from '@orch/identity';
import { enter } from '../schema/graphql-context.ts';
import { checked } from '../schema/checked.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';
import type { AccountLines } from './account-lines.ts';
import type { WorkspaceType } from './workspace-fields.ts';

const SIGNED_IN = allow('signed-in');

/** Changes of accounts and workspaces: the use cases of the routes, with the same permissions and audit entries. */
@Injectable()
export class AccountMutations {
  constructor(
    private readonly changeWorkspace: ChangeWorkspace,
    private readonly changeMembers: ChangeMembers,
    private readonly invitations: Invitations,
  ) {}

  addTo(builder: Builder, lines: AccountLines, Workspace: WorkspaceType): void {
    this.addWorkspaces(builder, Workspace);
    this.addInvitations(builder, lines);
    this.addMembers(builder);
  }

  private addWorkspaces(builder: Builder, Workspace: WorkspaceType): void {
    builder.mutationFields((t) => ({
      createWorkspace: t.field({
        type: Workspace,
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string({ required: true }),
          handle: t.arg.string(),
          description: t.arg.string(),
        },
        resolve: async (_, { accountId, ...given }, context) => {
          const account = await enter(context, { accountId }, 'account:workspaces');
          const row = await this.changeWorkspace.create(account, checked(workspaceCreate, present(given)));
          return { row, access: await enter(context, { accountId, workspaceId: row.id }, 'workspace:read') };
        },
      }),
      updateWorkspace: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          workspaceId: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string(),
          handle: t.arg.string(),
          description: t.arg.string(),
        },
        resolve: async (_, { accountId, workspaceId, ...given }, context) => {
          const access = await enter(context, { accountId, workspaceId }, 'workspace:manage');
          await this.changeWorkspace.update(access, checked(workspaceUpdate, present(given)));
          return true;
        },
      }),
      deleteWorkspace: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          workspaceId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, ids, context) => {
          await this.changeWorkspace.delete(await enter(context, ids, 'workspace:manage'));
          return true;
        },
      }),
    }));
  }

  private addInvitations(builder: Builder, { Invitation }: AccountLines): void {
    builder.mutationFields((t) => ({
      invite: t.field({
        description: 'Invites to the account; with a workspace, the invited person sees just that one.',
        type: Invitation,
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          email: t.arg.string({ required: true }),
          accountRoleId: t.arg({ type: 'UUID' }),
          workspaceId: t.arg({ type: 'UUID' }),
          workspaceRoleId: t.arg({ type: 'UUID' }),
        },
        resolve: async (_, args, context) => {
          const access = await enter(context, { accountId: args.accountId }, 'account:members');
          const body = checked(invitationCreate, {
            email: args.email,
            account_role_id: args.accountRoleId ?? null,
            workspace_id: args.workspaceId ?? null,
            workspace_role_id: args.workspaceRoleId ?? null,
          });
          return this.invitations.create(access, 'account', body);
        },
      }),
      revokeInvitation: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, id }, context) => {
          await this.invitations.revoke(
            await enter(context, { accountId }, 'account:members'),
            'account',
            id,
          );
          return true;
        },
      }),
    }));
  }

  private addMembers(builder: Builder): void {
    builder.mutationFields((t) => ({
      setMemberRole: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          membershipId: t.arg({ type: 'UUID', required: true }),
          roleId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, membershipId, roleId }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          await this.changeMembers.setRole(access, membershipId, roleId);
          return true;
        },
      }),
      removeMember: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          membershipId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, membershipId }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          await this.changeMembers.remove(access, membershipId);
          return true;
        },
      }),
    }));
  }
}

/** Without the arguments that were not given: absent means unchanged. */
const present = (args: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null));
